#include "io/input_file.h"

#include <cstdlib>
#include <unistd.h>

#include <gmock/gmock.h>

#include "tests/core/message_of.h"
#include "tests/io/temporary_folder.h"

namespace tusk::io {
namespace {

using test::message_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  // The names of what is found, without the folder.
  std::vector<std::string> found(const std::vector<std::string>& patterns) const {
    std::vector<std::string> addresses;
    for (const auto& pattern : patterns) addresses.push_back(folder_.path(pattern));
    std::vector<std::string> names;
    for (const auto& file : find_files(addresses)) names.push_back(file.address.substr(folder_.path().size() + 1));
    return names;
  }

  test::TemporaryFolder folder_;
};

TEST_F(Files, AreReadFromAnyPlace) {
  const auto file = open_input(folder_.write("a b+c.csv", "0123456789"));
  EXPECT_EQ(file->size_bytes(), 10);
  std::string bytes(4, ' ');
  EXPECT_EQ(file->read_at(3, 4, bytes.data()), 4);
  EXPECT_EQ(bytes, "3456");
  EXPECT_EQ(file->read_at(8, 4, bytes.data()), 2);
  EXPECT_EQ(file->read_at(10, 4, bytes.data()), 0);
}

TEST_F(Files, AreFoundInTheOrderOfTheAddressesAndSortedWithinAGlob) {
  for (const auto* name : {"2019-02.csv", "2019-01.csv", "2018-12.csv", ".2019-03.csv", "2019-01.txt"})
    folder_.write(name, "x");
  EXPECT_THAT(found({"2019-*.csv"}), ElementsAre("2019-01.csv", "2019-02.csv"));
  EXPECT_THAT(found({"2019-02.csv", "201[89]-?[12].csv"}),
              ElementsAre("2019-02.csv", "2018-12.csv", "2019-01.csv", "2019-02.csv"));
}

TEST_F(Files, AreFoundAtAnyDepth) {
  for (const auto* name : {"part-0", "a/part-1", "a/b/part-2", "a/other", "c/part-3/x", ".h/part-4"})
    folder_.write(name, "x");
  EXPECT_THAT(found({"**/part-*"}), ElementsAre("a/b/part-2", "a/part-1", "part-0"));
  EXPECT_THAT(found({"a/**"}), ElementsAre("a/b/part-2", "a/other", "a/part-1"));
  EXPECT_THAT(found({"*/part-*"}), ElementsAre("a/part-1"));
  EXPECT_THAT(found({"*/b/*"}), ElementsAre("a/b/part-2"));
}

TEST_F(Files, MayHaveWildcardsInTheirNames) {
  for (const auto* name : {"data[1].csv", "data1.csv", "what?.csv"}) folder_.write(name, "x");
  EXPECT_THAT(found({"data[1].csv"}), ElementsAre("data[1].csv"));
  EXPECT_THAT(found({"data[[]*"}), ElementsAre("data[1].csv"));
  EXPECT_THAT(found({"what[?]*"}), ElementsAre("what?.csv"));
}

TEST_F(Files, HaveTheirSizes) {
  folder_.write("a", "123");
  EXPECT_EQ(find_files({folder_.path("a")})[0].size_bytes, 3);
}

TEST_F(Files, AreNamedByUrlAndFromTheHomeFolder) {
  const auto path = folder_.write("a.csv", "x");
  EXPECT_EQ(find_files({"file://" + path})[0].address, path);
  EXPECT_EQ(find_files({"file://localhost" + path})[0].address, path);
  const std::string home = getenv("HOME");
  setenv("HOME", folder_.path().c_str(), 1);
  EXPECT_EQ(find_files({"~/a.csv"})[0].address, path);
  EXPECT_EQ(open_input("~/a.csv")->size_bytes(), 1);
  setenv("HOME", home.c_str(), 1);
}

TEST_F(Files, ThatAreMissingAreNamedWithTheirNeighbours) {
  folder_.write("taxi-2019.csv", "x");
  const auto path = folder_.path("taxi-2018.csv");
  const auto is_clear = AllOf(HasSubstr("there is no '" + path + "'"), HasSubstr("did you mean taxi-2019.csv?"));
  EXPECT_THAT(message_of<FileNotFoundError>([&] { open_input(path); }), is_clear);
  EXPECT_THAT(message_of<FileNotFoundError>([&] { find_files({path}); }), is_clear);
  EXPECT_THAT(message_of<FileNotFoundError>([&] { open_input(folder_.path("no/x")); }), HasSubstr("nor its folder"));
  EXPECT_THAT(message_of<FileNotFoundError>([&] { find_files({folder_.path("*.tsv")}); }),
              HasSubstr("no file matches '" + folder_.path("*.tsv") + "'"));
  EXPECT_THAT(message_of<FileNotFoundError>([&] { find_files({folder_.path("no/*/x*")}); }), HasSubstr("no file"));
}

TEST_F(Files, ThatAreFoldersAreRefused) {
  EXPECT_THAT(message_of<OSError>([&] { open_input(folder_.path()); }), EndsWith("as in '" + folder_.path() + "/*'"));
  EXPECT_THAT(message_of<OSError>([&] { find_files({folder_.path()}); }), HasSubstr("is a folder"));
  EXPECT_THAT(message_of<OSError>([&] { open_input("/dev/null"); }), HasSubstr("a device or a pipe"));
}

TEST_F(Files, ThatMayNotBeReadSaySo) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const auto path = folder_.write("secret/a", "x");
  std::filesystem::permissions(path, std::filesystem::perms::none);
  EXPECT_THAT(message_of<OSError>([&] { open_input(path); }), HasSubstr("Permission denied"));
  std::filesystem::permissions(folder_.path("secret"), std::filesystem::perms::none);
  EXPECT_THAT(message_of<OSError>([&] { find_files({folder_.path("*/a*")}); }), HasSubstr("Permission denied"));
  std::filesystem::permissions(folder_.path("secret"), std::filesystem::perms::owner_all);
}

TEST_F(Files, HaveKnownSchemes) {
  EXPECT_THAT(message_of<ValueError>([] { open_input("gopher://host/a"); }), HasSubstr("got 'gopher://host/a'"));
  EXPECT_THAT(message_of<ValueError>([] { find_files({}); }), HasSubstr("no address"));
  EXPECT_THAT(message_of<ValueError>([] { find_files({""}); }), HasSubstr("empty text"));
}

}  // namespace
}  // namespace tusk::io
