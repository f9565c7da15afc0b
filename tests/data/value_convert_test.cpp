#include <limits>
#include <list>

#include <gmock/gmock.h>

#include <tusk/data/ndarray.h>
#include <tusk/data/value.h>

#include "tests/data/value_bytes.h"

namespace tusk {
namespace {

using test::error_of;
using test::Secret;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

using Wide = __int128;
template <class T>
using Limits = std::numeric_limits<T>;

enum class Color : std::uint8_t { Red = 3 };

// Every border of every integer type, and its neighbours.
std::vector<Wide> border_numbers() {
  std::vector<Wide> numbers = {-1, 0, 1};
  const auto add = [&]<class T>() {
    for (const Wide border : {Wide(Limits<T>::min()), Wide(Limits<T>::max())})
      numbers.insert(numbers.end(), {border - 1, border, border + 1});
  };
  add.operator()<std::int8_t>(), add.operator()<std::int16_t>(), add.operator()<std::int32_t>(),
      add.operator()<std::int64_t>();
  add.operator()<std::uint8_t>(), add.operator()<std::uint16_t>(), add.operator()<std::uint32_t>(),
      add.operator()<std::uint64_t>();
  return numbers;
}

template <class T>
bool holds(Wide number) {
  return Wide(Limits<T>::min()) <= number && number <= Wide(Limits<T>::max());
}

template <class T>
class ValueInteger : public testing::Test {};
using Integers = testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t,
                                std::uint32_t, std::uint64_t, char, long long, unsigned long long>;
TYPED_TEST_SUITE(ValueInteger, Integers);

template <class From, class To>
void expect_checked(Wide number) {
  const From from = From(number);
  const Value value = Value::of(from), vector = Value::of(std::vector<From>{from});
  if (holds<To>(number)) {
    EXPECT_EQ(Wide(value.as<To>()), number);
    EXPECT_THAT(vector.as<std::vector<To>>(), ElementsAre(To(number)));
  } else {
    EXPECT_EQ(error_of<ValueError>([&] { value.as<To>(); }),
              "the number " + value.print() + " does not fit into " + Codec<To>::name());
    EXPECT_EQ(error_of<ValueError>([&] { vector.as<std::vector<To>>(); }),
              "the number " + value.print() + " does not fit into " + Codec<To>::name());
  }
}

TYPED_TEST(ValueInteger, IsCheckedAgainstTheRangeOfEveryOther) {
  const auto from = [&]<class From>(Wide number) {
    if (holds<From>(number)) expect_checked<From, TypeParam>(number);
  };
  for (const Wide number : border_numbers()) {
    from.template operator()<std::int8_t>(number), from.template operator()<std::int16_t>(number);
    from.template operator()<std::int32_t>(number), from.template operator()<std::int64_t>(number);
    from.template operator()<std::uint8_t>(number), from.template operator()<std::uint16_t>(number);
    from.template operator()<std::uint32_t>(number), from.template operator()<std::uint64_t>(number);
  }
}

TYPED_TEST(ValueInteger, BecomesAFloatAndIsNoTruthValue) {
  const Value value = Value::of(Limits<TypeParam>::max());
  EXPECT_EQ(value.as<double>(), double(Limits<TypeParam>::max()));
  EXPECT_EQ(value.as<float>(), float(Limits<TypeParam>::max()));
  EXPECT_EQ(value.as<std::complex<double>>(), std::complex<double>(double(Limits<TypeParam>::max())));
  EXPECT_THROW(value.as<bool>(), TypeError);
  EXPECT_EQ(Value::of(true).as<TypeParam>(), TypeParam(1));
}

TEST(ValueConvert, FloatsBecomeFloatsAndComplexNumbersOnly) {
  EXPECT_EQ(Value::of(0.1).as<float>(), 0.1f);
  EXPECT_EQ(Value::of(0.1f).as<double>(), double(0.1f));
  EXPECT_EQ(Value::of(true).as<double>(), 1);
  EXPECT_EQ(Value::of(2.5).as<std::complex<float>>(), std::complex<float>(2.5));
  EXPECT_EQ(error_of<TypeError>([] { Value::of(1.0).as<int>(); }),
            "a value of type float64 can't be taken as int32: 1");
  EXPECT_THROW(Value::of(1.0).as<bool>(), TypeError);
  EXPECT_THROW(Value::of(std::complex<double>(1)).as<double>(), TypeError);
}

TEST(ValueConvert, InfinitiesAndNanPassButAFiniteNumberStaysFinite) {
  const double infinity = Limits<double>::infinity();
  EXPECT_EQ(Value::of(-infinity).as<float>(), -Limits<float>::infinity());
  EXPECT_TRUE(std::isnan(Value::of(Limits<double>::quiet_NaN()).as<float>()));
  EXPECT_TRUE(std::isnan(Value::of(Limits<float>::quiet_NaN()).as<double>()));
  EXPECT_EQ(Value::of(double(Limits<float>::max())).as<float>(), Limits<float>::max());
  EXPECT_EQ(error_of<ValueError>([] { Value::of(1e300).as<float>(); }), "the number 1e+300 does not fit into float32");
  EXPECT_THROW(Value::of(std::complex<double>(0, -1e300)).as<std::complex<float>>(), ValueError);
  EXPECT_THROW(Value::of(std::vector<double>{1e300}).as<std::vector<float>>(), ValueError);
  EXPECT_THAT((Value::of(std::vector<double>{infinity}).as<std::vector<float>>()),
              ElementsAre(Limits<float>::infinity()));
}

TEST(ValueConvert, ComplexNumbersKeepTheirParts) {
  EXPECT_EQ(Value::of(std::complex<float>(1, 2)).as<std::complex<double>>(), std::complex<double>(1, 2));
  EXPECT_EQ(Value::of(std::complex<double>(1, 2)).as<std::complex<float>>(), std::complex<float>(1, 2));
}

TEST(ValueConvert, EnumerationsComeBack) {
  EXPECT_EQ(Value::of(Color::Red).as<Color>(), Color::Red);
  EXPECT_EQ(test::sent(Value::of(Color::Red)).as<Color>(), Color::Red);
  EXPECT_THROW(Value::of(300).as<Color>(), ValueError);
}

TEST(ValueConvert, NoneIsAnEmptyOptionalAndNothingElse) {
  EXPECT_EQ(Value().as<std::optional<int>>(), std::nullopt);
  EXPECT_EQ(Value::of(3).as<std::optional<int>>(), 3);
  EXPECT_EQ(Value::of(std::optional<std::string>("a")).as<std::optional<std::string>>(), "a");
  EXPECT_EQ(error_of<TypeError>([] { Value().as<int>(); }), "a value of type none can't be taken as int32: None");
  EXPECT_THROW(Value().as<std::string>(), TypeError);
  EXPECT_THROW(Value().as<std::vector<int>>(), TypeError);
  EXPECT_THROW(Value::of("a").as<std::optional<int>>(), TypeError);
}

TEST(ValueConvert, TextIsNoNumberNorASequence) {
  EXPECT_EQ(Value::of("a").as<std::string>(), "a");
  EXPECT_THROW(Value::of("1").as<int>(), TypeError);
  EXPECT_THROW(Value::of("1").as<std::vector<char>>(), TypeError);
  EXPECT_THROW(Value::of(1).as<std::string>(), TypeError);
}

Value sequence(std::initializer_list<Value> items) { return Value::of(Sequence(items)); }

TEST(ValueConvert, SequencesConvertElementByElement) {
  const Value numbers = sequence({Value::of(1), Value::of(std::uint8_t(2)), Value::of(true)});
  EXPECT_THAT(numbers.as<std::vector<double>>(), ElementsAre(1, 2, 1));
  EXPECT_THAT((numbers.as<std::array<int, 3>>()), ElementsAre(1, 2, 1));
  EXPECT_THAT(numbers.as<std::set<int>>(), ElementsAre(1, 2));
  EXPECT_EQ((numbers.as<std::tuple<double, int, bool>>()), std::tuple(1.0, 2, true));
  EXPECT_THROW(numbers.as<std::vector<bool>>(), TypeError);
  EXPECT_THAT(sequence({}).as<std::vector<std::string>>(), ElementsAre());
}

TEST(ValueConvert, NestedSequencesConvertToNestedContainers) {
  const Value value = sequence(
      {sequence({Value::of("a"), sequence({Value::of(1), Value()})}), sequence({Value::of("b"), sequence({})})});
  const auto map = value.as<std::map<std::string, std::vector<std::optional<int>>>>();
  EXPECT_THAT(map, ElementsAre(Pair("a", ElementsAre(std::optional(1), std::nullopt)), Pair("b", ElementsAre())));
  EXPECT_EQ((value.as<std::unordered_map<std::string, Sequence>>().size()), 2u);
}

TEST(ValueConvert, BoxedContainersConvertToOthers) {
  EXPECT_THAT(Value::of(std::vector<int>{1, 2}).as<std::vector<double>>(), ElementsAre(1, 2));
  EXPECT_THAT(Value::of(std::set<int>{2, 1}).as<std::vector<long long>>(), ElementsAre(1, 2));
  EXPECT_THAT(Value::of(std::tuple{1, 2.5}).as<std::vector<double>>(), ElementsAre(1, 2.5));
  EXPECT_THAT((Value::of(std::vector<bool>{true}).as<std::array<bool, 1>>()), ElementsAre(true));
  EXPECT_THAT((Value::of(std::vector<std::vector<int>>{{1}, {2, 3}}).as<std::vector<std::vector<float>>>()),
              ElementsAre(ElementsAre(1), ElementsAre(2, 3)));
  EXPECT_THAT((Value::of(std::unordered_map<std::string, int>{{"a", 1}}).as<std::map<std::string, double>>()),
              ElementsAre(Pair("a", 1.0)));
  EXPECT_EQ(Value::of(std::vector<int>{1, 2}).as<Sequence>().at(1).as<int>(), 2);
  EXPECT_THROW(Value::of(std::vector<double>{1}).as<std::vector<int>>(), TypeError);
}

TEST(ValueConvert, TypesOfOneNameAreOneType) {
  EXPECT_EQ((Value::of(std::pair{1, std::string("a")}).as<std::tuple<int, std::string>>()),
            std::tuple(1, std::string("a")));
  EXPECT_THAT((Value::of(std::vector<std::vector<long long>>{{1}}).as<std::vector<std::vector<long>>>()),
              ElementsAre(ElementsAre(1)));
  EXPECT_THAT((Value::of(std::map<long, Color>{{1, Color::Red}}).as<std::map<long long, Color>>()),
              ElementsAre(Pair(1, Color::Red)));
  EXPECT_THAT((test::sent(Value::of(std::vector<Color>{Color::Red})).as<std::vector<Color>>()),
              ElementsAre(Color::Red));
}

TEST(ValueConvert, WrongLengthsSayBoth) {
  const Value two = sequence({Value::of(1), Value::of(2)});
  EXPECT_EQ(error_of<ValueError>([&] { two.as<std::array<int, 3>>(); }),
            "a sequence of 2 can't be taken as array of 3: [1, 2]");
  EXPECT_EQ(error_of<ValueError>([&] { two.as<std::tuple<int>>(); }),
            "a sequence of 2 can't be taken as tuple of 1: [1, 2]");
  EXPECT_THROW((sequence({}).as<std::pair<int, int>>()), ValueError);
  EXPECT_THROW((sequence({two, sequence({Value::of(1)})}).as<std::map<int, int>>()), ValueError);
}

TEST(ValueConvert, OpaqueObjectsComeBackAsThemselvesOnly) {
  EXPECT_EQ(Value::of(Secret{7}).as<Secret>().number, 7);
  EXPECT_EQ(error_of<TypeError>([] { Value::of(1).as<Secret>(); }),
            "a value of type int32 can't be taken as tusk::test::Secret: 1");
  EXPECT_EQ(error_of<TypeError>([] { Value::of(Secret{}).as<int>(); }),
            "a value of type tusk::test::Secret can't be taken as int32: <tusk::test::Secret>");
  EXPECT_THROW(Value::of(Secret{}).as<std::vector<int>>(), TypeError);
}

TEST(ValueConvert, ArraysBecomeVectorsAndVectorsArrays) {
  const Value array = Value::of(NdArray::from_vector(std::vector<float>{1.5, 2}));
  EXPECT_THAT(array.as<std::vector<float>>(), ElementsAre(1.5, 2));
  EXPECT_THAT(array.as<std::vector<double>>(), ElementsAre(1.5, 2));
  EXPECT_THAT(array.as<std::vector<std::complex<double>>>(), ElementsAre(1.5, 2));
  EXPECT_THROW(array.as<std::vector<int>>(), TypeError);
  const Value truths = Value::of(NdArray::from_vector(std::vector<bool>{true, false}));
  EXPECT_THAT(truths.as<std::vector<bool>>(), ElementsAre(true, false));
  EXPECT_THAT(truths.as<std::vector<int>>(), ElementsAre(1, 0));
  EXPECT_THROW(Value::of(NdArray::from_vector(std::vector<int>{1})).as<std::vector<bool>>(), TypeError);

  const Value vector = Value::of(std::vector<std::int16_t>{1, 2, 3});
  const auto shared = vector.as<NdArray>();
  EXPECT_TRUE(shared == NdArray::from_vector(std::vector<std::int16_t>{1, 2, 3}));
  EXPECT_EQ(shared.data(), vector.if_boxed<std::vector<std::int16_t>>()->data());
  EXPECT_THROW(Value::of("a").as<NdArray>(), TypeError);
  EXPECT_THROW(sequence({Value::of(1)}).as<NdArray>(), TypeError);
}

TEST(ValueConvert, StridedAndNestedArraysConvertToo) {
  const auto numbers = std::make_shared<const std::vector<int>>(std::vector<int>{1, 2, 3, 4, 5, 6});
  const auto backwards = NdArray::wrap(DType::Int32, {3}, {-8}, numbers->data() + 4, numbers);
  EXPECT_THAT(Value::of(backwards).as<std::vector<int>>(), ElementsAre(5, 3, 1));
  EXPECT_THAT(Value::of(backwards).as<std::vector<double>>(), ElementsAre(5, 3, 1));
  const Value square = Value::of(NdArray::wrap(DType::Int32, {2, 3}, numbers->data(), numbers));
  EXPECT_THAT(square.as<std::vector<std::vector<double>>>(), ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4, 5, 6)));
  EXPECT_THAT((square.as<std::array<std::vector<int>, 2>>()), ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4, 5, 6)));
  EXPECT_THROW(square.as<std::vector<double>>(), TypeError);
  EXPECT_THROW(Value::of(NdArray::zeros(DType::Int32, {})).as<std::vector<int>>(), TypeError);
}

// Stands for an object of another runtime, as a Python list does.
class ForeignList final : public Box {
 public:
  ValueKind kind() const override { return ValueKind::Opaque; }
  const std::type_info& type() const override { return typeid(ForeignList); }
  const void* object() const override { return this; }
  std::size_t size_bytes() const override { return sizeof(*this); }
  std::string type_name() const override { return "foreign.list"; }
  bool is_portable() const override { return false; }
  void write(ByteWriter&) const override {}
  void print(std::string& text) const override { text += "foreign"; }
  Value native() const override { return sequence({Value::of(1), Value::of(2)}); }
};

TEST(ValueConvert, ForeignObjectsConvertThroughTheirNativeValue) {
  const Value foreign{new ForeignList};
  EXPECT_THAT(foreign.as<std::vector<int>>(), ElementsAre(1, 2));
  EXPECT_EQ(foreign.native().kind(), ValueKind::Sequence);
  EXPECT_EQ(Value::of(1).native().as<int>(), 1);
  EXPECT_EQ(ArgumentView<Sequence>(foreign).get().size(), 2u);
}

TEST(ArgumentView, RefersToTheObjectOrHoldsTheConvertedOne) {
  const Value vector = Value::of(std::vector<double>{1, 2});
  EXPECT_EQ(&ArgumentView<std::vector<double>>(vector).get(), vector.if_boxed<std::vector<double>>());
  EXPECT_THAT(ArgumentView<std::vector<float>>(vector).get(), ElementsAre(1, 2));
  EXPECT_EQ(ArgumentView<std::optional<int>>(Value()).get(), std::nullopt);
  EXPECT_EQ(ArgumentView<std::string_view>(Value::of("text")).get(), "text");
  EXPECT_THROW(ArgumentView<std::string_view>(Value::of(1)), TypeError);
}

TEST(ArgumentView, TakesWhatCannotBeCopied) {
  const Value owned = Value::of(std::make_unique<int>(5));
  EXPECT_EQ(*ArgumentView<std::unique_ptr<int>>(owned).get(), 5);
  EXPECT_THROW(ArgumentView<std::unique_ptr<int>>(Value::of(5)), TypeError);
}

}  // namespace
}  // namespace tusk
