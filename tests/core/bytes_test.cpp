#include <tusk/core/bytes.h>

#include <limits>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;
using testing::Values;

struct Meaning {
  const char* text;
  std::uint64_t size_bytes;
};

class ByteTexts : public testing::TestWithParam<Meaning> {};

TEST_P(ByteTexts, MeanWhatDaskMeansByThem) { EXPECT_EQ(tusk::parse_bytes(GetParam().text), GetParam().size_bytes); }

INSTANTIATE_TEST_SUITE_P(Bytes, ByteTexts,
                         Values(Meaning{"0", 0}, Meaning{"100", 100}, Meaning{"100 MB", 100'000'000},
                                Meaning{"100M", 100'000'000}, Meaning{"5kB", 5'000}, Meaning{"5.4 kB", 5'400},
                                Meaning{"1kiB", 1'024}, Meaning{"1e6", 1'000'000}, Meaning{"1e6 kB", 1'000'000'000},
                                Meaning{"MB", 1'000'000}, Meaning{"7G", 7'000'000'000},
                                Meaning{"1.5 GiB", 1'610'612'736}, Meaning{"128MB", 128'000'000},
                                Meaning{" 5 kB ", 5'000}, Meaning{"0.57 kB", 570}, Meaning{"1.9 B", 1},
                                Meaning{"1 PiB", 1'125'899'906'842'624}, Meaning{"2 t", 2'000'000'000'000},
                                Meaning{"1ki", 1'024}, Meaning{"1 0 0 MB", 100'000'000}, Meaning{".5 GB", 500'000'000},
                                Meaning{"1. kB", 1'000}, Meaning{"+5 MB", 5'000'000}, Meaning{"4.35 kB", 4'350},
                                Meaning{"1E3", 1'000}, Meaning{"1e-2 kB", 10}, Meaning{"K", 1'000}, Meaning{"b", 1},
                                Meaning{"8PB", 8'000'000'000'000'000}, Meaning{"12 Mi", 12'582'912},
                                Meaning{"0.29kB", 290}));

// Where Dask calculates in floating point: it says 1000 and 9007199254740992.
INSTANTIATE_TEST_SUITE_P(Exactly, ByteTexts,
                         Values(Meaning{"1.001 kB", 1'001}, Meaning{"9007199254740993", 9'007'199'254'740'993},
                                Meaning{"18446744073709551615", std::numeric_limits<std::uint64_t>::max()},
                                Meaning{"0.000000000000000000000000000001e33 B", 1'000},
                                Meaning{"1000000000000000000000000000e-25 kB", 100'000}));

class NoBytes : public testing::TestWithParam<const char*> {};

TEST_P(NoBytes, AreRefusedWithAnExample) {
  EXPECT_THAT([] { tusk::parse_bytes(GetParam()); },
              ThrowsMessage<tusk::ValueError>(HasSubstr("write for example \"1.5 GiB\"")));
}

INSTANTIATE_TEST_SUITE_P(Bytes, NoBytes,
                         Values("", "  ", "12 parsecs", "-1", "-5MB", "nan", "inf", "1e400", "18446744073709551616",
                                "16384 PiB", "18447 PB", "1.2.3", ".", ". kB", "e3", "1e", "1e99999999999", "0x10",
                                "1,5 GB", "5 kib b", "kk", "i", "--5", "1e+-3", "1_000"));

TEST(Bytes, QuotesWhatWasGiven) {
  EXPECT_THAT([] { tusk::parse_bytes("12 \"par\nsecs"); },
              ThrowsMessage<tusk::ValueError>(HasSubstr(R"(got "12 \"par\nsecs")")));
}

struct Printed {
  std::uint64_t size_bytes;
  const char* text;
};

class ByteSizes : public testing::TestWithParam<Printed> {};

TEST_P(ByteSizes, ArePrintedAsDaskPrintsThem) { EXPECT_EQ(tusk::format_bytes(GetParam().size_bytes), GetParam().text); }

INSTANTIATE_TEST_SUITE_P(Bytes, ByteSizes,
                         Values(Printed{0, "0 B"}, Printed{1, "1 B"}, Printed{130, "130 B"}, Printed{921, "921 B"},
                                Printed{922, "0.90 kiB"}, Printed{1000, "0.98 kiB"}, Printed{1234, "1.21 kiB"},
                                Printed{12345678, "11.77 MiB"}, Printed{943718, "921.60 kiB"},
                                Printed{943719, "0.90 MiB"}, Printed{1610612736, "1.50 GiB"},
                                Printed{1234567890, "1.15 GiB"}, Printed{1234567890000, "1.12 TiB"},
                                Printed{1234567890000000, "1.10 PiB"}, Printed{9007199254740992, "8.00 PiB"},
                                Printed{1152921504606846976, "1024.00 PiB"},
                                Printed{18446744073709551615u, "16384.00 PiB"}));

}  // namespace
