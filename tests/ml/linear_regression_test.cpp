#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/dataframe.h>
#include <tusk/ml.h>

namespace tusk::ml {
namespace {

using testing::HasSubstr;

std::vector<Value> values_of(const std::vector<double>& numbers) {
  std::vector<Value> values;
  for (const double number : numbers) values.push_back(Value::of(number));
  return values;
}

// y = 3 + 2 a - 5 b, without noise; c is 7 throughout.
DataFrame plane(std::int64_t npartitions) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  std::vector<double> a, b, c, y;
  for (int i = 0; i < 1000; ++i) {
    a.push_back(1000 + normal(random));
    b.push_back(1e-3 * normal(random));
    c.push_back(7);
    y.push_back(3 + 2 * a.back() - 5 * b.back());
  }
  return from_columns({{"a", values_of(a)}, {"b", values_of(b)}, {"c", values_of(c)}, {"y", values_of(y)}},
                      npartitions);
}

TEST(LinearRegression, FindsThePlaneWhateverThePartitions) {
  for (const std::int64_t npartitions : {1, 3, 50}) {
    const DataFrame frame = plane(npartitions);
    LinearRegression model;
    model.fit(frame[{"a", "b", "c"}], frame["y"]);
    EXPECT_NEAR(model.coef()[0], 2, 1e-10);
    EXPECT_NEAR(model.coef()[1], -5, 1e-8);
    EXPECT_NEAR(model.coef()[2], 0, 1e-12) << "a constant column";
    EXPECT_NEAR(model.intercept(), 3, 1e-6);
    EXPECT_NEAR(model.score(frame[{"a", "b", "c"}], frame["y"]).compute<double>(), 1, 1e-12);
  }
}

TEST(LinearRegression, RefusesMissingValues) {
  const DataFrame frame = from_columns({{"x", {Value::of(1.0), Value()}}, {"y", {Value::of(1.0), Value::of(2.0)}}});
  try {
    LinearRegression().fit(frame[{"x"}], frame["y"]);
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the column 'x' has a missing value"));
  }
}

TEST(LinearRegression, RefusesToPredictBeforeItIsFitted) {
  EXPECT_THROW(LinearRegression().predict(plane(1)), ValueError);
}

TEST(TrainTestSplit, GivesEachRowToOneSide) {
  const DataFrame frame = plane(4);
  const auto split = train_test_split(frame[{"a"}], frame["y"], 0.25, 3);
  const auto train = split.X_train.length(), test = split.X_test.length();
  EXPECT_EQ(train + test, 1000);
  EXPECT_GT(test, 180);
  EXPECT_LT(test, 320);
  EXPECT_EQ(split.y_test.length(), test);
  EXPECT_EQ(print_table(split.X_test.compute()),
            print_table(train_test_split(frame[{"a"}], frame["y"], 0.25, 3).X_test.compute()));
}

TEST(StandardScaler, MovesAndScalesColumns) {
  const DataFrame frame = from_columns({{"x", values_of({1, 2, 3, 4})}, {"c", values_of({5, 5, 5, 5})}}, 2);
  StandardScaler scaler;
  const Table scaled = scaler.fit_transform(frame).compute();
  EXPECT_NEAR(numbers_of(scaled, "x")[0], -1.5 / std::sqrt(1.25), 1e-12);
  EXPECT_EQ(numbers_of(scaled, "c"), (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(scaler.scale()[1], 1);
}

}  // namespace
}  // namespace tusk::ml
