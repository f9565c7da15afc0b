// The demonstrations that the command has.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

namespace {

// Runs the taxi lab in `folder` as the leader of a process group, on records of its own.
pid_t start_lab(const std::string& folder) {
  const pid_t child = fork();
  if (child != 0) return child;
  const bool is_ready = setpgid(0, 0) == 0 && chdir(folder.c_str()) == 0 && unsetenv("TUSK_DATA") == 0 &&
                        std::freopen("out.txt", "w", stdout) && std::freopen("error.txt", "w", stderr);
  if (is_ready) execl(TUSK_TEST_COMMAND, "tusk", "demo", "taxi", "--quiet", nullptr);
  _exit(127);
}

TEST(DemoCommand, EndsTheTaxiLabWithAMessageOnCtrlC) {
  const std::string folder = testing::TempDir() + "tusk-demo-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const pid_t child = start_lab(folder);
  int status = 0;
  while (!std::filesystem::exists(folder + "/out") && waitpid(child, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  kill(-child, SIGINT);
  waitpid(child, &status, 0);
  std::ifstream file(folder + "/error.txt");
  const std::string error{std::istreambuf_iterator<char>(file), {}};
  std::filesystem::remove_all(folder);
  EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_EQ(error, "tusk: interrupted\n");
}

}  // namespace
