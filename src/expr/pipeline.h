// Pipeline: streaming ops joined to a chain that works through a partition batch by batch, from sources to sinks.
//
// A register is a source's or a step's batch: sources come first, then the steps in order. The first source that is not
// a scalar leads: it gives batches of about kernels::kBatchRows rows. Other sources with the leader's rows, or with
// rows that a filter left, are cut to the same pieces.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "expr/node.h"
#include "kernels/reducer.h"
#include "kernels/scan.h"
#include "kernels/sink.h"

namespace tusk::expr {

// What is known of a register before the run.
struct RegisterLayout {
  static constexpr std::string_view kName = "register";
  static constexpr auto fields() {
    return std::tuple{field("shape", &RegisterLayout::shape), field("index_count", &RegisterLayout::index_count),
                      field("rows", &RegisterLayout::rows)};
  }
  Shape shape = Shape::Frame;
  int index_count = 0;
  int rows = 0;  // the number of its row space; of scalars -1
};

struct PipelineSource {
  static constexpr std::string_view kName = "source";
  static constexpr auto fields() {
    return std::tuple{field("layout", &PipelineSource::layout),
                      field("scan", &PipelineSource::scan),
                      field("columns", &PipelineSource::columns),
                      field("bounds", &PipelineSource::bounds),
                      field("presence_only", &PipelineSource::presence_only),
                      field("partitions", &PipelineSource::partitions),
                      field("input", &PipelineSource::input),
                      field("row_limit", &PipelineSource::row_limit)};
  }
  RegisterLayout layout;
  kernels::ScanPtr scan;  // else the task's input at `input` is the partition
  std::vector<std::string> columns;
  std::vector<kernels::ScanBound> bounds;
  std::vector<std::string> presence_only;
  std::vector<std::int64_t> partitions;
  int input = -1;
  std::optional<std::int64_t> row_limit;
};

struct PipelineStep {
  static constexpr std::string_view kName = "step";
  static constexpr auto fields() {
    return std::tuple{field("op", &PipelineStep::op), field("inputs", &PipelineStep::inputs),
                      field("layout", &PipelineStep::layout)};
  }
  OpPtr op;
  std::vector<int> inputs;  // registers
  RegisterLayout layout;
};

// Where a register's rows go: into a partial reduction, a file, or, without either, a table.
struct PipelineSink {
  static constexpr std::string_view kName = "sink";
  static constexpr auto fields() {
    return std::tuple{field("source", &PipelineSink::source), field("reducer", &PipelineSink::reducer),
                      field("sink", &PipelineSink::sink), field("empty", &PipelineSink::empty)};
  }
  int source = 0;  // the register
  kernels::ReducerPtr reducer;
  kernels::SinkPtr sink;
  Table empty;  // of the register's columns
};

// The operation of a partition's task. Its result is the sink's table, or a sequence of them if there are several.
struct RunPipeline {
  static constexpr std::string_view kName = "pipeline";
  static constexpr auto fields() {
    return std::tuple{field("steps", &RunPipeline::steps), field("sources", &RunPipeline::sources),
                      field("sinks", &RunPipeline::sinks), field("partition_count", &RunPipeline::partition_count)};
  }
  std::vector<PipelineStep> steps;
  std::vector<PipelineSource> sources;
  std::vector<PipelineSink> sinks;
  std::int64_t partition_count = 1;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
