#include "cli/interrupt.h"

#include <csignal>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace tusk::cli {

namespace {

std::stop_source& interrupt_source() {
  static auto& source = *new std::stop_source();
  return source;
}

}  // namespace

void take_over_interrupt() {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);
  std::thread([interrupt] {
    int signal = 0;
    sigwait(&interrupt, &signal);
    interrupt_source().request_stop();
    sigwait(&interrupt, &signal);
    _exit(kInterrupted);
  }).detach();
}

std::stop_token interrupt_token() { return interrupt_source().get_token(); }

}  // namespace tusk::cli
