#include "expr/pipeline.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "expr/rows_mark.h"
#include "expr/select.h"

namespace tusk::expr {

namespace {

using kernels::Batch;

// A table's rows, in pieces of any length.
class TableCursor {
 public:
  explicit TableCursor(Table table) : table_(std::move(table)), reader_(table_.arrow()) {}

  // The next rows, up to kBatchRows; nullptr at the end.
  Batch next() {
    reader_.set_chunksize(kernels::kBatchRows);
    Batch batch;
    data::throw_unless_ok(reader_.ReadNext(&batch), "reading a partition");
    if (batch) offset_ += batch->num_rows();
    return batch;
  }
  // The next `count` rows; nullptr if there are fewer.
  Batch take(std::int64_t count) {
    if (offset_ + count > table_.row_count()) return nullptr;
    const auto slice = table_.arrow()->Slice(offset_, count);
    offset_ += count;
    return data::value_or_throw(slice->CombineChunksToBatch(), "reading a partition");
  }
  bool is_at_end() const { return offset_ == table_.row_count(); }
  std::string rows_mark() const { return expr::rows_mark(table_); }
  // All of it, as one batch.
  Batch whole() const { return data::value_or_throw(table_.arrow()->CombineChunksToBatch(), "reading a scalar"); }

 private:
  Table table_;
  arrow::TableBatchReader reader_;
  std::int64_t offset_ = 0;
};

// Keeps the batches, and gives them as a table.
class Collected final : public kernels::PartialReduction {
 public:
  explicit Collected(kernels::SchemaPtr schema) : schema_(std::move(schema)) {}
  void consume(const Batch& batch) override {
    if (batch->num_rows() > 0) batches_.push_back(batch);
  }
  Table finish() override {
    if (schema_->num_fields() > 0)
      return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping a partition"));
    std::int64_t rows = 0;
    for (const Batch& batch : batches_) rows += batch->num_rows();
    return Table(arrow::Table::Make(schema_, arrow::ChunkedArrayVector(), rows));
  }

 private:
  kernels::SchemaPtr schema_;
  std::vector<Batch> batches_;
};

class PipelineRun {
 public:
  PipelineRun(const RunPipeline& pipeline, const tusk::Inputs& inputs, TaskContext& context)
      : pipeline_(pipeline), context_(context), registers_(pipeline.sources.size() + pipeline.steps.size()) {
    for (std::size_t i = 0; i < registers_.size(); ++i) {
      const RegisterLayout& layout = layout_of(i);
      registers_[i].shape = layout.shape;
      registers_[i].index_count = layout.index_count;
      space_count_ = std::max(space_count_, layout.rows + 1);
    }
    rows_before_.resize(std::size_t(space_count_));
    marks_.resize(std::size_t(space_count_));
    for (const PipelineSource& source : pipeline.sources) {
      cursors_.emplace_back();
      if (source.input >= 0)
        cursors_.back() = std::make_unique<TableCursor>(inputs[std::size_t(source.input)].as<Table>());
      if (source.layout.rows < 0) registers_[cursors_.size() - 1].batch = cursors_.back()->whole();
      else note_mark(std::size_t(source.layout.rows), cursors_.back() ? cursors_.back()->rows_mark() : "");
    }
    for (const PipelineSink& sink : pipeline.sinks) sinks_.push_back(begin(sink));
  }

  Value run() {
    const std::size_t leader = find_leader();
    if (leader == pipeline_.sources.size()) {
      run_batch(std::vector<std::int64_t>(std::size_t(space_count_), -1));
    } else {
      const auto reader = open(pipeline_.sources[leader]);
      hints_ = sinks_.size() == 1 && space_count_ == 1 && leads_alone(leader);
      while (Batch batch = reader ? reader->next() : cursors_[leader]->next()) {
        if (context_.stop_token().stop_requested()) throw CancelledError("the run was cancelled");
        run_batch(leader, std::move(batch));
        if (is_full()) return results();
        if (reader && hints_) tell_wanted_rows(leader, *reader);
      }
      expect_ends();
    }
    return results();
  }

 private:
  Value results() {
    Sequence results;
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      const PipelineSink& sink = pipeline_.sinks[i];
      const int rows = layout_of(std::size_t(sink.source)).rows;
      const bool is_rows = !sink.reducer && !sink.sink && rows >= 0;
      const Table made = sinks_[i]->finish();
      results.push_back(Value::of(is_rows ? with_rows_mark(made, marks_[std::size_t(rows)].value_or("")) : made));
    }
    return results.size() == 1 ? std::move(results[0]) : Value::of(std::move(results));
  }

  void note_mark(std::size_t space, std::string mark) {
    if (marks_[space].value_or(mark) != mark) fail_uneven();
    marks_[space] = std::move(mark);
  }

  void expect_ends() const {
    for (std::size_t i = 0; i < cursors_.size(); ++i) {
      if (cursors_[i] && layout_of(i).rows >= 0 && !cursors_[i]->is_at_end()) fail_uneven();
    }
  }

  [[noreturn]] void fail_uneven() const {
    throw ValueError(fmt::format(
        "rows are put side by side where they are the same, in the same order: in partition {} a function of whole "
        "partitions (map_partitions, from_map) gave others than it got; take all columns from its result",
        context_.index()));
  }

  const RegisterLayout& layout_of(std::size_t place) const {
    const std::size_t sources = pipeline_.sources.size();
    return place < sources ? pipeline_.sources[place].layout : pipeline_.steps[place - sources].layout;
  }

  std::size_t find_leader() const {
    for (std::size_t i = 0; i < pipeline_.sources.size(); ++i) {
      if (pipeline_.sources[i].scan) return i;
    }
    for (std::size_t i = 0; i < pipeline_.sources.size(); ++i) {
      if (pipeline_.sources[i].layout.rows >= 0) return i;
    }
    return pipeline_.sources.size();
  }

  std::unique_ptr<kernels::BatchReader> open(const PipelineSource& source) const {
    if (!source.scan) return nullptr;
    return source.scan->open(source.partitions[context_.index()],
                             {source.columns, source.bounds, source.row_limit, source.presence_only});
  }

  std::unique_ptr<kernels::PartialReduction> begin(const PipelineSink& sink) const {
    const kernels::SchemaPtr& schema = sink.empty.arrow()->schema();
    if (sink.reducer) return sink.reducer->begin(schema);
    if (sink.sink) return sink.sink->begin(context_.index(), pipeline_.partition_count, schema);
    return std::make_unique<Collected>(schema);
  }

  bool is_full() const {
    return std::all_of(sinks_.begin(), sinks_.end(), [](const auto& sink) { return sink->is_full(); });
  }

  // Whether no other source must keep pace with the leader.
  bool leads_alone(std::size_t leader) const {
    for (std::size_t i = 0; i < pipeline_.sources.size(); ++i) {
      if (i != leader && pipeline_.sources[i].layout.rows >= 0) return false;
    }
    return true;
  }

  // Passes on to the reader what the sink wants, if only choices of columns lie between.
  void tell_wanted_rows(std::size_t leader, kernels::BatchReader& reader) {
    auto bound = sinks_[0]->wanted_rows();
    auto place = std::size_t(pipeline_.sinks[0].source);
    for (; bound && place != leader; place = std::size_t(step_at(place).inputs[0])) {
      const Select* select =
          place < pipeline_.sources.size() ? nullptr : dynamic_cast<const Select*>(step_at(place).op.get());
      if (!select) {
        hints_ = false;
        return;
      }
      const auto column = std::ranges::find(select->columns, bound->column, &SelectedColumn::name);
      TUSK_CHECK(column != select->columns.end(), "a sink wants rows by a column that it has");
      bound->column = column->source;
    }
    if (bound) reader.want_only(*bound);
  }
  const PipelineStep& step_at(std::size_t place) const { return pipeline_.steps[place - pipeline_.sources.size()]; }

  void run_batch(std::size_t leader, Batch batch) {
    std::vector<std::int64_t> lengths(std::size_t(space_count_), -1);
    for (std::size_t i = 0; i < pipeline_.sources.size(); ++i) {
      if (layout_of(i).rows >= 0) registers_[i].batch = nullptr;
    }
    lengths[std::size_t(layout_of(leader).rows)] = batch->num_rows();
    registers_[leader].batch = std::move(batch);
    run_batch(std::move(lengths));
  }

  // Cuts a source that does not lead to the rows that the others of its row space have.
  void load(std::size_t place, const std::vector<std::int64_t>& lengths) {
    Register& source = registers_[place];
    if (source.batch) return;
    const std::int64_t length = lengths[std::size_t(layout_of(place).rows)];
    TUSK_CHECK(length >= 0, "a row space has a length before a source is cut to it");
    source.batch = cursors_[place]->take(length);
    if (!source.batch) fail_uneven();
  }

  void run_batch(std::vector<std::int64_t> lengths) {
    const std::size_t sources = pipeline_.sources.size();
    std::vector<Register> inputs;
    for (std::size_t i = 0; i < pipeline_.steps.size(); ++i) {
      const PipelineStep& step = pipeline_.steps[i];
      inputs.clear();
      for (const int input : step.inputs) {
        if (std::size_t(input) < sources) load(std::size_t(input), lengths);
        inputs.push_back(registers_[std::size_t(input)]);
      }
      Register& made = registers_[sources + i];
      made.batch = step.op->run(inputs, place_of(step));
      if (step.layout.rows >= 0) lengths[std::size_t(step.layout.rows)] = made.batch->num_rows();
    }
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      const auto place = std::size_t(pipeline_.sinks[i].source);
      if (place < sources) load(place, lengths);
      sinks_[i]->consume(registers_[place].batch);
    }
    for (std::size_t space = 0; space < lengths.size(); ++space)
      rows_before_[space] += std::max<std::int64_t>(0, lengths[space]);
  }

  BatchPlace place_of(const PipelineStep& step) const {
    for (const int input : step.inputs) {
      const int space = layout_of(std::size_t(input)).rows;
      if (space >= 0) return {context_.index(), rows_before_[std::size_t(space)]};
    }
    return {context_.index(), 0};
  }

  const RunPipeline& pipeline_;
  TaskContext& context_;
  std::vector<Register> registers_;
  std::vector<std::unique_ptr<TableCursor>> cursors_;
  std::vector<std::unique_ptr<kernels::PartialReduction>> sinks_;
  int space_count_ = 0;
  bool hints_ = false;                             // whether the reader is told what the sink wants
  std::vector<std::int64_t> rows_before_;          // by row space: in the batches that are done
  std::vector<std::optional<std::string>> marks_;  // by row space: see rows_mark.h
};

}  // namespace

Value RunPipeline::run(const tusk::Inputs& inputs, TaskContext& context) const {
  return PipelineRun(*this, inputs, context).run();
}

}  // namespace tusk::expr
