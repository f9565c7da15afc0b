// PipelineBuilder: finds which nodes make up a pipeline, and in which order they run.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/graph/blockwise.h>

#include "expr/lower.h"
#include "expr/pipeline.h"

namespace tusk::expr {

// What ends in a pipeline's sink.
struct PipelineOutput {
  NodePtr node;                      // whose rows are taken
  kernels::ReducerPtr reducer = {};  // see PipelineSink
  kernels::SinkPtr sink = {};
};

// The nodes that have registers in the pipeline of some outputs.
struct PipelineNodes {
  std::vector<NodePtr> sources;    // scans (one at most), and what other tasks make
  std::vector<NodePtr> streaming;  // inputs first
};

PipelineNodes pipeline_nodes(const std::vector<PipelineOutput>& outputs, bool fuses);

struct BuiltPipeline {
  RunPipeline operation;
  std::vector<graph::BlockInput> inputs;
  std::int64_t partition_count = 1;
};

// `blocks` says where the partitions of a source are that is not a scan.
BuiltPipeline build_pipeline(const std::vector<PipelineOutput>& outputs, bool fuses,
                             const std::function<Blocks(const NodePtr&)>& blocks);

}  // namespace tusk::expr
