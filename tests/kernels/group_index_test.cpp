#include "kernels/group_index.h"

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace tusk::kernels {
namespace {

using testing::ElementsAre;

std::shared_ptr<arrow::Array> json(const std::shared_ptr<arrow::DataType>& type, const char* text) {
  return *arrow::json::ArrayFromJSONString(type, text);
}

std::vector<std::uint32_t> groups(GroupIndex& index, const arrow::ArrayVector& keys) {
  const auto found = index.groups_of(keys);
  return {found.begin(), found.end()};
}

TEST(GroupIndex, NumbersGroupsInTheOrderOfTheirFirstRowsOverAllBatches) {
  GroupIndex index({arrow::int32()});
  EXPECT_THAT(groups(index, {json(arrow::int32(), "[5, -3, 5, null]")}), ElementsAre(0, 1, 0, 2));
  EXPECT_THAT(groups(index, {json(arrow::int32(), "[100, null, -3, -100]")}), ElementsAre(3, 2, 1, 4));
  EXPECT_EQ(index.group_count(), 5u);
  EXPECT_TRUE(index.keys()[0]->Equals(json(arrow::int32(), "[5, -3, null, 100, -100]")));
}

TEST(GroupIndex, GoesFromATableToHashesWhenTheRangeGrows) {
  GroupIndex index({arrow::int64()});
  EXPECT_THAT(groups(index, {json(arrow::int64(), "[7, 9]")}), ElementsAre(0, 1));
  EXPECT_THAT(groups(index, {json(arrow::int64(), "[-9223372036854775808, 9, 9223372036854775807, 7]")}),
              ElementsAre(2, 1, 3, 0));
}

TEST(GroupIndex, ReadsSlices) {
  GroupIndex index({arrow::boolean()});
  const auto keys = json(arrow::boolean(), "[true, null, false, true, false]");
  EXPECT_THAT(groups(index, {keys->Slice(2)}), ElementsAre(0, 1, 0));
  EXPECT_THAT(groups(index, {keys->Slice(1, 3)}), ElementsAre(2, 0, 1));
}

TEST(GroupIndex, TakesNanAsMissingAndNegativeZeroAsZero) {
  GroupIndex index({arrow::float64()});
  EXPECT_THAT(groups(index, {json(arrow::float64(), "[-0.0, NaN, 0.0, null, 0.5]")}), ElementsAre(0, 1, 0, 1, 2));
  EXPECT_TRUE(index.keys()[0]->Equals(json(arrow::float64(), "[0.0, null, 0.5]")));
}

TEST(GroupIndex, TellsTextsApartByLengthAndByte) {
  GroupIndex index({arrow::utf8()});
  EXPECT_THAT(
      groups(index, {json(arrow::utf8(), R"(["", "a", "a\u0000", null, "", "ünïcode", "longer than a word"])")}),
      ElementsAre(0, 1, 2, 3, 0, 4, 5));
  EXPECT_THAT(groups(index, {json(arrow::utf8(), R"(["longer than a word", "longer than a wore", null])")}),
              ElementsAre(5, 6, 3));
}

TEST(GroupIndex, GrowsItsHashTables) {
  arrow::StringBuilder texts;
  arrow::Int64Builder numbers;
  for (int i = 0; i < 5000; ++i) {
    ASSERT_TRUE(texts.Append(std::to_string(i)).ok());
    ASSERT_TRUE(numbers.Append(std::int64_t(i) << 40).ok());
  }
  const arrow::ArrayVector keys{*texts.Finish(), *numbers.Finish()};
  for (const auto& key : keys) {
    GroupIndex index({key->type()});
    const auto first = groups(index, {key});
    EXPECT_EQ(index.group_count(), 5000u);
    EXPECT_EQ(first[4321], 4321u);
    EXPECT_EQ(groups(index, {key}), first);
    EXPECT_TRUE(index.keys()[0]->Equals(*key));
  }
}

TEST(GroupIndex, PairsSeveralKeys) {
  GroupIndex index({arrow::int8(), arrow::utf8(), arrow::boolean()});
  EXPECT_THAT(
      groups(index, {json(arrow::int8(), "[1, 1, 2, 1, null]"), json(arrow::utf8(), R"(["x", "y", "x", "x", "x"])"),
                     json(arrow::boolean(), "[true, true, true, true, true]")}),
      ElementsAre(0, 1, 2, 0, 3));
  EXPECT_THAT(groups(index, {json(arrow::int8(), "[1, 2]"), json(arrow::utf8(), R"(["x", "x"])"),
                             json(arrow::boolean(), "[false, true]")}),
              ElementsAre(4, 2));
}

TEST(GroupIndex, PairsManyValuesOfEachKey) {
  arrow::Int32Builder firsts, seconds;
  for (int i = 0; i < 6000; ++i) {
    ASSERT_TRUE(firsts.Append(i % 3000).ok());
    ASSERT_TRUE(seconds.Append(i % 2000).ok());
  }
  GroupIndex index({arrow::int32(), arrow::int32()});
  const arrow::ArrayVector keys{*firsts.Finish(), *seconds.Finish()};
  const auto first = groups(index, {keys[0]->Slice(0, 100), keys[1]->Slice(0, 100)});
  EXPECT_THAT(groups(index, keys), testing::Each(testing::Lt(6000u)));
  EXPECT_EQ(index.group_count(), 6000u);
  EXPECT_EQ(groups(index, {keys[0]->Slice(0, 100), keys[1]->Slice(0, 100)}), first);
}

TEST(GroupIndex, KnowsCategoriesByTheirValues) {
  const auto type = arrow::dictionary(arrow::int8(), arrow::utf8());
  const auto coded = [&](const char* codes, const char* values) {
    return *arrow::DictionaryArray::FromArrays(type, json(arrow::int8(), codes), json(arrow::utf8(), values));
  };
  GroupIndex index({type});
  EXPECT_THAT(groups(index, {coded("[1, 0, null, 1]", R"(["a", "b"])")}), ElementsAre(0, 1, 2, 0));
  EXPECT_THAT(groups(index, {coded("[0, 1, 2]", R"(["b", "c", null])")}), ElementsAre(0, 3, 2));
}

TEST(GroupIndex, RefusesListsAsKeys) { EXPECT_THROW(GroupIndex({arrow::list(arrow::int8())}), TypeError); }

}  // namespace
}  // namespace tusk::kernels
