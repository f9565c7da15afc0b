#include "io/csv/csv_scan.h"

#include <functional>
#include <random>

#include <arrow/api.h>
#include <arrow/io/compressed.h>
#include <arrow/io/file.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "io/csv/csv_block_reader.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using testing::HasSubstr;

class CsvScanTest : public testing::Test {
 protected:
  std::string file(const std::string& name, std::string_view text) { return folder_.write(name, text); }

  test::TemporaryFolder folder_;
};

std::shared_ptr<arrow::Table> read_all(const kernels::ScanPtr& scan, kernels::ScanRequest request) {
  std::vector<kernels::Batch> batches;
  for (std::int64_t i = 0; i < scan->partition_count(); ++i) {
    const auto reader = scan->open(i, request);
    while (auto batch = reader->next()) {
      EXPECT_TRUE(batch->ValidateFull().ok()) << batch->ValidateFull();
      batches.push_back(std::move(batch));
    }
  }
  arrow::FieldVector fields;
  for (const auto& name : request.columns) fields.push_back(scan->schema()->GetFieldByName(name));
  return arrow::Table::FromRecordBatches(arrow::schema(fields), batches).ValueOrDie()->CombineChunks().ValueOrDie();
}
std::shared_ptr<arrow::Table> read_all(const kernels::ScanPtr& scan) {
  return read_all(scan, {.columns = scan->schema()->field_names()});
}

std::int64_t count_rows(const kernels::ScanPtr& scan) {
  std::int64_t rows = 0;
  for (std::int64_t i = 0; i < scan->partition_count(); ++i) {
    const auto reader = scan->open(i, {});
    while (const auto batch = reader->next()) rows += batch->num_rows();
  }
  return rows;
}

std::string types(const kernels::ScanPtr& scan) {
  std::string text;
  for (const auto& field : scan->schema()->fields()) text += field->ToString() + "; ";
  return text;
}

std::string values(const std::shared_ptr<arrow::Table>& table, const std::string& column) {
  std::string text;
  for (std::int64_t i = 0; i < table->num_rows(); ++i) {
    text += (i ? "|" : "") + table->GetColumnByName(column)->GetScalar(i).ValueOrDie()->ToString();
  }
  return text;
}

std::string error(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return fmt::format("{}: {}", name(error.kind()), error.what());
  }
  return "none";
}

TEST_F(CsvScanTest, TellsTypesFromTheFirstAndTheLastFile) {
  const auto first = file("a.csv", "i,f,s,b,t,n\n1,1,x,True,2019-01-01 00:00:00,\n");
  file("b.csv", "i,f,s,b,t,n\n2,2,y,,2019-01-02 00:00:00,\n");
  file("c.csv", "i,f,s,b,t,n\n,2.5,3,False,,\n");
  const auto scan = open_csv({folder_.path("*.csv")}, {.parse_dates = {"t"}});
  EXPECT_EQ(types(scan), "i: int64; f: double; s: string; b: bool; t: timestamp[us]; n: double; ");
  EXPECT_EQ(scan->partition_count(), 3);
  const auto table = read_all(scan);
  EXPECT_EQ(values(table, "i"), "1|2|null");
  EXPECT_EQ(values(table, "s"), "x|y|3");
  EXPECT_EQ(values(table, "b"), "true|null|false");
  EXPECT_EQ(types(open_csv({first}, {.dtype = {{"s", "category"}}, .assume_missing = true})),
            "i: double; f: double; s: dictionary<values=string, indices=int32, ordered=0>; b: bool; t: string; "
            "n: double; ");
}

TEST_F(CsvScanTest, ReadsOnlyWhatIsAsked) {
  const auto scan = open_csv({file("a.csv", "a,b,c\n1,x,2\n3,NA,4\n5,z,6\n")}, {.usecols = {{"c", "b"}}});
  EXPECT_EQ(scan->schema()->field_names(), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(values(read_all(scan, {.columns = {"c"}}), "c"), "2|4|6");
  EXPECT_EQ(values(read_all(scan, {.columns = {"c"}, .rows = 2}), "c"), "2|4");
  const auto presence = read_all(scan, {.columns = {"b"}, .presence_only = {"b"}});
  EXPECT_EQ(presence->column(0)->null_count(), 1);
  EXPECT_EQ(count_rows(scan), 3);
  EXPECT_THAT(error([&] { scan->open(0, {.columns = {"cc"}}); }),
              HasSubstr("KeyError: a column that is read must be one of the files': there is no 'cc'; did you mean c"));
}

TEST_F(CsvScanTest, KnowsHeadsOfAllKinds) {
  const auto read = [&](std::string_view text, const CsvOptions& options) {
    const auto scan = open_csv({file("head.csv", text)}, options);
    return types(scan) + values(read_all(scan), scan->schema()->field(0)->name());
  };
  EXPECT_EQ(read("\xEF\xBB\xBF\"a\",a,\n1,2,3\n", {}), "a: int64; a.1: int64; Unnamed: 2: int64; 1");
  EXPECT_EQ(read("1,2\n3,4\n", {.header = CsvOptions::kNoHeader}), "0: int64; 1: int64; 1|3");
  EXPECT_EQ(read("1\n3,4\n", {.names = {"p", "q"}}), "p: int64; q: int64; 1|3");
  EXPECT_EQ(read("a,b\n3,4\n", {.header = 0, .names = {"p", "q"}}), "p: int64; q: int64; 3");
  EXPECT_EQ(read("made \"by, us\n\nx\na,b\n3,4\n", {.header = 1, .skiprows = 1}), "a: int64; b: int64; 3");
  EXPECT_EQ(read("a,b\n", {}), "a: string; b: string; ");
  EXPECT_EQ(read("a,b", {}), "a: string; b: string; ");
}

TEST_F(CsvScanTest, AddsTheColumnOfPaths) {
  const auto one = file("1.csv", "a\n1\n");
  const auto two = file("2.csv", "a\n2\n");
  const auto scan = open_csv({one, two}, {.include_path_column = "path"});
  const auto request = kernels::ScanRequest{.columns = {"path", "a"}};
  const auto batch = scan->open(1, request)->next();
  const auto& paths = static_cast<const arrow::DictionaryArray&>(*batch->column(0));
  EXPECT_EQ(static_cast<const arrow::StringArray&>(*paths.dictionary()).GetView(paths.GetValueIndex(0)), two);
  EXPECT_EQ(batch->column_name(1), "a");
}

TEST_F(CsvScanTest, IsTheSameInAnotherProcess) {
  const auto scan = open_csv({file("a.csv", "a;b\n1;2019-01-01\n2;\n")},
                             {.sep = ";", .parse_dates = {"b"}, .blocksize = 10, .include_path_column = "p"});
  BufferWriter writer;
  Codec<kernels::ScanPtr>::write(writer, scan);
  ByteReader reader(writer.bytes());
  const auto again = Codec<kernels::ScanPtr>::read(reader);
  EXPECT_EQ(again->hash(), scan->hash());
  EXPECT_TRUE(again->schema()->Equals(*scan->schema()));
  EXPECT_TRUE(read_all(again, {.columns = {"a", "b"}})->Equals(*read_all(scan, {.columns = {"a", "b"}})));
}

TEST_F(CsvScanTest, NamesThePlaceOfWhatIsWrong) {
  const auto read_error = [&](std::string_view text, const CsvOptions& options = {}) {
    const auto path = file("x.csv", text);
    auto message = error([&] { read_all(open_csv({path}, options)); });
    for (auto at = message.find(path); at != message.npos; at = message.find(path))
      message.replace(at, path.size(), "x");
    return message;
  };
  EXPECT_EQ(read_error(""), "ValueError: a CSV file must have columns: 'x' is empty");
  EXPECT_EQ(read_error("\n\n"),
            "ValueError: a CSV file must have columns: 'x' has 2 bytes, and no line of names or "
            "values");
  EXPECT_EQ(read_error("a,b\n1,2\n\n3,4,5\n"),
            "ValueError: a row must not have more fields than the header: 3 fields, the header has 2, in 'x', line 4; "
            "if a text has separators in it, quote it; or name the columns to read in usecols");
  EXPECT_EQ(read_error("a,b\n1,\"2\n3,4\n"),
            "ValueError: a quote that is opened must be closed, in 'x', line 2; if \" "
            "is no quote here, pass another quotechar");
  EXPECT_EQ(
      read_error("a,b\n1,2\n3,x4\n", {.dtype = {{"b", "int64"}}}),
      "ValueError: a column must have one type, which its dtype or the sample tells: column 'b' is int64, but has "
      "'x4', in 'x', line 3; pass dtype={'b': 'str'}");
  EXPECT_EQ(
      read_error("a,b\n1,2\n3,1.5\n", {.blocksize = 4, .sample = 8}),
      "ValueError: a column must have one type, which its dtype or the sample tells: column 'b' is int64, but has "
      "'1.5', in 'x', line 3; pass dtype={'b': 'float64'}");
  EXPECT_EQ(read_error("a,b\n1,2\n", {.sample = 3}),
            "ValueError: a sample must hold a file's head and one row: the first 3 bytes of 'x' don't; pass a larger "
            "sample");
  EXPECT_EQ(read_error("aa,b\n1,2\n", {.usecols = {{"a"}}}),
            "ValueError: usecols must name columns of the files: there is no 'a'; did you mean aa or b?");
  EXPECT_THAT(read_error("a,b\n1,2\n", {.dtype = {{"a", "int46"}}}),
              testing::StartsWith("TypeError: there is no column type of that name: int46"));
  EXPECT_EQ(read_error("a,b\n1,2\n", {.dtype = {{"a", "timedelta64[ns]"}}}),
            "TypeError: a dtype must be one that CSV columns can have: 'timedelta64[ns]'; read it as str, then convert "
            "it");
  EXPECT_EQ(read_error("a,b\n1,2\n", {.sep = "::"}), "ValueError: sep must be one ASCII character: '::'");
}

TEST_F(CsvScanTest, RefusesFilesWithOtherColumns) {
  const auto one = file("1.csv", "a,b\n1,2\n");
  const auto two = file("2.csv", "a,c\n1,2\n");
  EXPECT_EQ(error([&] { open_csv({one, two}); }),
            fmt::format("ValueError: all files must have the columns of the first: '{}' has a, c, but '{}' has a, b",
                        two, one));
}

// Random rows, with quotes, separators and line ends in them, blank lines and either kind of line end.
std::string random_csv(std::mt19937& random, char separator) {
  const auto pick = [&random](auto... choices) {
    const std::string all[] = {choices...};
    return all[random() % sizeof...(choices)];
  };
  const std::string end = pick("\n", "\r\n"), mark(1, separator);
  std::string text = "id" + mark + "text" + mark + "value" + end;
  for (std::uint32_t rows = random() % 80, i = 0; i < rows; ++i) {
    const std::string some = pick("", "plain", "NA", "5\" pipe", "\"a\"\"b\"", "\"x" + end + "y\"", "\"" + mark + "\"",
                                  "\"\"\"\"", "\"q\"r", "\"" + end + end + "\"\"" + end + "\"");
    text += std::to_string(i) + mark + some + mark + pick("", "1.5", "\"2.5\"", "-3") + end;
    if (random() % 10 == 0) text += pick(end, "  " + end);
    if (random() % 20 == 0) text += std::to_string(i) + end;
  }
  if (random() % 2) text.resize(text.size() - end.size());
  return text;
}

TEST_F(CsvScanTest, GivesTheSameRowsHoweverAFileIsCut) {
  constexpr std::uint32_t kSeed = 4711;
  std::mt19937 random(kSeed);
  for (int i = 0; i < 50; ++i) {
    const char separator = ",;\t"[random() % 3];
    const auto path = file("cut.csv", random_csv(random, separator));
    CsvOptions options{.sep = std::string(1, separator), .dtype = {{"value", "float64"}, {"text", "str"}}};
    options.blocksize = 0;
    const auto whole = open_csv({path}, options);
    const auto expected = read_all(whole);
    ASSERT_EQ(count_rows(whole), expected->num_rows());
    for (const std::uint64_t blocksize : {5u, 16u, 64u, 300u}) {
      options.blocksize = blocksize;
      const auto scan = open_csv({path}, options);
      ASSERT_TRUE(read_all(scan)->Equals(*expected)) << "seed " << kSeed << ", file " << i << ", block " << blocksize;
      ASSERT_EQ(count_rows(scan), expected->num_rows()) << "seed " << kSeed << ", file " << i;
    }
  }
}

// A file that lies far away is not read twice: its blocks start where no quote seems to be open, and who is wrong says
// so.
TEST_F(CsvScanTest, NoticesATextThatGoesOverTheEndOfARemoteBlock) {
  const std::string text = "a,b\n1,x\n2,\"y\"\"\nz\"\n3,w\n";
  const TextFile remote{file("far.csv", text), text.size(), ""};
  const CsvFileKind kind{.format = {}, .head = {}, .names = {"a", "b"}, .first_address = remote.address};
  for (std::uint64_t cut = 1; cut < text.size(); ++cut) {
    std::string values;
    const auto read = [&](std::uint64_t begin, std::uint64_t end) {
      const auto reader = read_csv_block({remote, begin, end}, kind, {{{"a", 0, arrow::utf8()}}, {}}, nullptr);
      while (const auto batch = reader->next())
        values += static_cast<const arrow::StringArray&>(*batch->column(0)).ToString();
    };
    const bool is_in_quotes = cut > 11 && cut <= 17;
    const auto message = error([&] { read(0, cut), read(cut, ~std::uint64_t(0)); });
    if (is_in_quotes) {
      EXPECT_THAT(message, HasSubstr("must not go over the end of a block")) << cut;
    } else {
      EXPECT_EQ(message, "none") << cut;
      EXPECT_EQ(std::count(values.begin(), values.end(), '"'), 6) << cut << values;
    }
  }
}

TEST_F(CsvScanTest, ReadsCompressedFiles) {
  std::string text = "a,b\n";
  for (int i = 0; i < 100000; ++i) text += std::to_string(i) + ",x\n";
  for (const auto& [ending, type] :
       {std::pair(".gz", arrow::Compression::GZIP), std::pair(".zst", arrow::Compression::ZSTD),
        std::pair(".bz2", arrow::Compression::BZ2), std::pair(".lz4", arrow::Compression::LZ4_FRAME)}) {
    const auto path = folder_.path(std::string("c.csv") + ending);
    const auto codec = arrow::util::Codec::Create(type).ValueOrDie();
    const auto out =
        arrow::io::CompressedOutputStream::Make(codec.get(), arrow::io::FileOutputStream::Open(path).ValueOrDie())
            .ValueOrDie();
    ASSERT_TRUE(out->Write(text).ok() && out->Close().ok());
    const auto scan = open_csv({path}, {.blocksize = 1000});
    EXPECT_EQ(scan->partition_count(), 1);
    EXPECT_EQ(count_rows(scan), 100000) << ending;
    EXPECT_EQ(read_all(scan)->num_rows(), 100000);
  }
  EXPECT_THAT(error([&] { open_csv({file("d.csv.gz", text)}); }),
              HasSubstr("OSError: a compressed file must be whole"));
  EXPECT_THAT(error([&] { open_csv({file("d.csv.xz", text)}); }), HasSubstr("NotImplementedError: files may be"));
}

TEST_F(CsvScanTest, ReadsRowsThatAreLongerThanItsPieces) {
  const std::string longer(300000, 'x');
  const auto scan = open_csv({file("long.csv", "a,b\n1,\"" + longer + "\n\"\n2,y\n" + "3," + longer + "\n")},
                             {.blocksize = 1000, .sample = 1000000});
  const auto table = read_all(scan);
  EXPECT_EQ(values(table, "a"), "1|2|3");
  EXPECT_EQ(table->GetColumnByName("b")->GetScalar(2).ValueOrDie()->ToString(), longer);
}

TEST_F(CsvScanTest, FillsBatchesOfOneLength) {
  std::string text = "a,b\n";
  for (std::int64_t i = 0; i < 2 * kernels::kBatchRows + 5; ++i) text += std::to_string(i) + ",t\n";
  const auto scan = open_csv({file("many.csv", text)}, {.blocksize = 0});
  const auto reader = scan->open(0, {.columns = {"a"}});
  std::vector<std::int64_t> lengths, lasts;
  while (const auto batch = reader->next()) {
    lengths.push_back(batch->num_rows());
    lasts.push_back(static_cast<const arrow::Int64Array&>(*batch->column(0)).Value(batch->num_rows() - 1));
  }
  EXPECT_THAT(lengths, testing::ElementsAre(kernels::kBatchRows, kernels::kBatchRows, 5));
  EXPECT_THAT(lasts, testing::ElementsAre(65535, 131071, 131076));
}

}  // namespace
}  // namespace tusk::io
