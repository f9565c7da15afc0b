// ReportRecorder: the callback behind a performance report. Thread-safe.
#pragma once

#include <map>
#include <mutex>

#include <tusk/graph/events.h>

#include "diagnostics/report_contents.h"

namespace tusk::diagnostics {

class ReportRecorder final : public Callback {
 public:
  void start(const Run& run) override;
  void update(const Run& run, std::span<const TaskEvent> events) override;
  void finish(const Run& run, const std::exception_ptr& failure) override;

  // Of all runs until now, those that still go on included.
  ReportContents contents() const;

 private:
  std::uint32_t record_for(const Run& run) const;
  void note(const Run& run, std::uint32_t record, const TaskEvent& attempt);
  void name_new_blocks(const Run& run);

  mutable std::mutex mutex_;
  ReportContents contents_;
  std::map<const Run*, std::uint32_t> going_on_;  // places in contents_.runs
  std::size_t graph_count_ = 0;
};

}  // namespace tusk::diagnostics
