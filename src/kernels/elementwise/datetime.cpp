// The parts of moments (dt.year, dt.hour, ...), rounding them, naming them; and of durations (dt.days, ...).
#include <array>
#include <cmath>

#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "kernels/elementwise/civil.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/time_texts.h"
#include "kernels/elementwise/timestamp_text.h"

namespace tusk::kernels::elementwise {

namespace {

// A moment: the day, and the units since its midnight.
struct DayAndTime {
  std::int64_t days;
  std::int64_t rest;
};

template <std::int64_t kPerSecond>
using Unit = std::integral_constant<std::int64_t, kPerSecond>;

// Calls visit(Unit<units per second>()), so that divisions are by constants.
template <class Visit>
auto visit_unit(const arrow::DataType& type, Visit&& visit) {
  switch (unit_of(type)) {
    case arrow::TimeUnit::SECOND: return visit(Unit<1>());
    case arrow::TimeUnit::MILLI: return visit(Unit<1'000>());
    case arrow::TimeUnit::MICRO: return visit(Unit<1'000'000>());
    default: return visit(Unit<1'000'000'000>());
  }
}

template <std::int64_t kPerSecond>
DayAndTime split(std::int64_t count, Unit<kPerSecond>) {
  constexpr std::int64_t kPerDay = 86'400 * kPerSecond;
  const std::int64_t days = count / kPerDay, rest = count % kPerDay;
  const std::int64_t is_before = rest < 0;
  return {days - is_before, rest + is_before * kPerDay};
}

// The moments, or durations, as counts of a timestamp's unit on the wall's clock.
arrow::Datum local_counts(const arrow::Datum& operand, std::int64_t length) {
  arrow::Datum column = as_array(operand, length);
  if (operand.type()->id() == arrow::Type::DATE32) column = cast(column, arrow::timestamp(arrow::TimeUnit::SECOND));
  if (!zone_of(*column.type()).empty()) column = call_arrow("local_timestamp", {column}, length);
  return column;
}

// out[i] = part(moment i, its unit).
template <class Out, class Part>
ArrayPtr parts_of(const TypePtr& type, const arrow::Datum& counts, std::int64_t length, Part part) {
  const BufferPtr values = allocate(length * std::int64_t(sizeof(Out)));
  auto* out = reinterpret_cast<Out*>(values->mutable_data());
  const auto* in = counts.array()->GetValues<std::int64_t>(1);
  visit_unit(*counts.type(), [&](auto unit) {
    for (std::int64_t i = 0; i < length; ++i) out[i] = Out(part(split(in[i], unit), unit));
  });
  return make_array(type, length, common_validity({&counts, 1}, length), values);
}

TypePtr needs_moment(const Function& function, Types types, const TypePtr& type) {
  if (!is_moment(*types[0].type)) refuse(function, types);
  return type;
}
TypePtr part_type(const Function& function, Types types, const Parameters&) {
  return needs_moment(function, types, arrow::int32());
}
TypePtr calendar_type(const Function& function, Types types, const Parameters&) {
  return needs_moment(function, types, arrow::uint32());
}
TypePtr moment_truth_type(const Function& function, Types types, const Parameters&) {
  return needs_moment(function, types, arrow::boolean());
}
TypePtr name_type(const Function& function, Types types, const Parameters&) {
  return needs_moment(function, types, arrow::utf8());
}
TypePtr date_type(const Function& function, Types types, const Parameters&) {
  return needs_moment(function, types, arrow::date32());
}
TypePtr time_type(const Function& function, Types types, const Parameters&) {
  const bool is_nano = unit_of(*types[0].type) == arrow::TimeUnit::NANO;
  return needs_moment(function, types, arrow::time64(is_nano ? arrow::TimeUnit::NANO : arrow::TimeUnit::MICRO));
}
TypePtr same_moment_type(const Function& function, Types types, const Parameters&) {
  const auto& type = types[0].type;
  if (is_duration(*type)) return type;
  return needs_moment(function, types,
                      type->id() == arrow::Type::DATE32 ? arrow::timestamp(arrow::TimeUnit::SECOND) : type);
}

template <auto kPart>
ArrayPtr run_part(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  return parts_of<std::int32_t>(arrow::int32(), local_counts(operands[0], length), length, kPart);
}

template <auto kPart>
ArrayPtr run_calendar(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  return parts_of<std::uint32_t>(arrow::uint32(), local_counts(operands[0], length), length, kPart);
}

// False for what is missing.
template <bool (*kIs)(const CivilDate&)>
ArrayPtr run_moment_truth(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  const auto counts = local_counts(operands[0], length);
  const auto* in = counts.array()->GetValues<std::int64_t>(1);
  const auto bits = visit_unit(*counts.type(), [&](auto unit) {
    return bits_of(length, [&](std::int64_t i) { return kIs(civil_of_days(split(in[i], unit).days)); });
  });
  return truth_array(length, bits, common_validity({&counts, 1}, length));
}

ArrayPtr run_date(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  if (operands[0].type()->id() == arrow::Type::DATE32) return as_array(operands[0], length);
  return parts_of<std::int32_t>(arrow::date32(), local_counts(operands[0], length), length,
                                [](DayAndTime moment, auto) { return moment.days; });
}

ArrayPtr run_time(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const std::int64_t per_second = unit_of(*operands[0].type()) == arrow::TimeUnit::NANO ? 1'000'000'000 : 1'000'000;
  return parts_of<std::int64_t>(
      type, local_counts(operands[0], length), length,
      [per_second](DayAndTime moment, auto unit) { return moment.rest * (per_second / unit); });
}

constexpr auto kDayOfWeek = [](DayAndTime moment, auto = 0) {
  const std::int64_t day = (moment.days + 3) % 7;  // 1970-01-01 was a Thursday
  return day < 0 ? day + 7 : day;
};
constexpr auto kDayOfYear = [](DayAndTime moment, auto = 0) {
  return moment.days - days_of_civil(civil_of_days(moment.days).year, 1, 1) + 1;
};
// The year that has the Thursday of the moment's week.
constexpr auto kIsoYear = [](DayAndTime moment, auto unit) {
  return civil_of_days(moment.days - kDayOfWeek(moment, unit) + 3).year;
};
constexpr auto kIsoWeek = [](DayAndTime moment, auto unit) {
  const std::int64_t thursday = moment.days - kDayOfWeek(moment, unit) + 3;
  return (thursday - days_of_civil(civil_of_days(thursday).year, 1, 1)) / 7 + 1;
};

ArrayPtr text_by_number(const ArrayPtr& numbers, std::span<const std::string_view> texts) {
  arrow::StringBuilder builder(data::arrow_pool());
  const auto& places = static_cast<const arrow::Int32Array&>(*numbers);
  for (std::int64_t i = 0; i < places.length(); ++i) {
    const auto status = places.IsValid(i) ? builder.Append(texts[std::size_t(places.Value(i))]) : builder.AppendNull();
    TUSK_CHECK(status.ok(), status.ToString());
  }
  return builder.Finish().ValueOrDie();
}

constexpr std::array<std::string_view, 7> kDayNames = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 13> kMonthNames = {"",        "January",  "February", "March",  "April",
                                                          "May",     "June",     "July",     "August", "September",
                                                          "October", "November", "December"};

ArrayPtr run_day_name(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  return text_by_number(parts_of<std::int32_t>(arrow::int32(), local_counts(operands[0], length), length, kDayOfWeek),
                        kDayNames);
}

ArrayPtr run_month_name(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  const auto month = [](DayAndTime moment, auto) { return civil_of_days(moment.days).month; };
  return text_by_number(parts_of<std::int32_t>(arrow::int32(), local_counts(operands[0], length), length, month),
                        kMonthNames);
}

// The format without what it says of time zones, of which there is none.
std::string without_zone(std::string format) {
  for (std::size_t place = 0; (place = format.find('%', place)) != format.npos;) {
    const char letter = place + 1 < format.size() ? format[place + 1] : '\0';
    if (letter == 'z' || letter == 'Z') format.erase(place, 2);
    else place += 2;
  }
  return format;
}

// The texts around each %f.
std::vector<std::string> around_fractions(const std::string& format) {
  std::vector<std::string> parts = {""};
  for (std::size_t i = 0; i < format.size(); ++i) {
    parts.back() += format[i];
    if (format[i] != '%' || i + 1 >= format.size()) continue;
    if (format[++i] != 'f') parts.back() += format[i];
    else parts.back().pop_back(), parts.emplace_back();
  }
  return parts;
}

ArrayPtr microsecond_texts(const arrow::Datum& moments, std::int64_t length) {
  const auto numbers = run_elementwise("dt.microsecond", std::array{moments}, {}, length);
  const arrow::compute::ZeroFillOptions options(6);
  return call_arrow("utf8_zero_fill", {cast(numbers, arrow::utf8())}, length, &options);
}

ArrayPtr run_strftime(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto format = needed_parameter(function, parameters, "format").as<std::string>();
  const arrow::Datum given = as_array(operands[0], length);
  const auto zone = zone_of(*given.type());
  // Arrow's %S has the fraction that the unit has; pandas' has none.
  const auto second = arrow::timestamp(arrow::TimeUnit::SECOND, zone);
  const arrow::compute::RoundTemporalOptions to_second(1, arrow::compute::CalendarUnit::SECOND);
  const arrow::Datum moments = cast(call_arrow("floor_temporal", {given}, length, &to_second), second);
  std::vector<arrow::Datum> pieces;
  for (const auto& part : around_fractions(zone.empty() ? without_zone(format) : format)) {
    if (!pieces.empty()) pieces.emplace_back(microsecond_texts(given, length));
    const arrow::compute::StrftimeOptions options(part);
    if (part.empty()) pieces.emplace_back(std::make_shared<arrow::StringScalar>(""));
    else pieces.emplace_back(call_arrow("strftime", {moments}, length, &options));
  }
  if (pieces.size() == 1 && !pieces[0].is_scalar()) return pieces[0].make_array();
  pieces.emplace_back(std::make_shared<arrow::StringScalar>(""));
  const auto joined = call_arrow("binary_join_element_wise", pieces, length);
  const auto is_there = run_elementwise("notna", std::array{given}, {}, length);
  return call_arrow("if_else", {is_there, joined, arrow::Datum(arrow::MakeNullScalar(arrow::utf8()))}, length);
}

enum class RoundingWay { kDown, kUp, kNearest };

// Rounded to multiples of a length of time since 1970-01-01 on the wall's clock; halves to even multiples.
template <RoundingWay kWay>
ArrayPtr run_rounding_time(const Function& function, Operands operands, const Parameters& parameters,
                           std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (const auto zone = zone_of(*type); !zone.empty()) {
    const auto wall = call_arrow("local_timestamp", {as_array(operands[0], length)}, length);
    const auto rounded = run_rounding_time<kWay>(function, std::array{arrow::Datum(wall)}, parameters, length);
    const arrow::compute::AssumeTimezoneOptions options(zone);
    return call_arrow("assume_timezone", {rounded}, length, &options);
  }
  const auto freq = needed_parameter(function, parameters, "freq").as<std::string>();
  const bool has_number = !freq.empty() && unsigned(freq[0] - '0') < 10;
  const auto step_ns = read_duration(has_number ? freq : "1" + freq);
  if (!step_ns || *step_ns <= 0) {
    throw ValueError(
        fmt::format("{} takes a fixed length of time such as 'h', '15min' or 'D': '{}'", function.name, freq));
  }
  const std::int64_t unit_ns = 1'000'000'000 / units_per_second(unit_of(*type));
  const auto column = cast(arrow::Datum(as_array(operands[0], length)), type);
  if (*step_ns % unit_ns != 0) return column.make_array();  // finer than the unit: already round
  const std::int64_t step = *step_ns / unit_ns;
  const Numbers<std::int64_t> counts(column);
  const BufferPtr values = allocate(length * 8);
  auto* out = reinterpret_cast<std::int64_t*>(values->mutable_data());
  for (std::int64_t i = 0; i < length; ++i) {
    std::int64_t multiple = floor_divide(counts[i], step);
    const auto rest = std::int64_t(std::uint64_t(counts[i]) - std::uint64_t(multiple) * std::uint64_t(step));
    if (kWay == RoundingWay::kUp) multiple += rest > 0;
    if (kWay == RoundingWay::kNearest) {
      multiple += rest > step - rest || (rest == step - rest && multiple % 2 != 0);
    }
    out[i] = std::int64_t(std::uint64_t(multiple) * std::uint64_t(step));
  }
  return make_array(type, length, common_validity({&column, 1}, length), values);
}

ArrayPtr run_normalize(const Function& function, Operands operands, const Parameters&, std::int64_t length) {
  return run_rounding_time<RoundingWay::kDown>(function, operands, {{"freq", Value::of(std::string("D"))}}, length);
}

// "" for none.
std::string zone_parameter(const Parameters& parameters) { return parameter<std::string>(parameters, "tz", ""); }

TypePtr zone_type(const Function& function, Types types, const Parameters& parameters) {
  return arrow::timestamp(unit_of(*needs_moment(function, types, types[0].type)), zone_parameter(parameters));
}

ArrayPtr run_localize(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto column = as_array(operands[0], length);
  if (zone_of(*type).empty()) return local_counts(column, length).make_array();
  if (!zone_of(*column->type()).empty()) {
    throw TypeError("dt.tz_localize takes moments without a time zone: " + type_name(*column->type()) +
                    "; use dt.tz_convert");
  }
  const arrow::compute::AssumeTimezoneOptions options(zone_of(*type));
  return call_arrow("assume_timezone", {column}, length, &options);
}

ArrayPtr run_convert(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (zone_of(*operands[0].type()).empty()) {
    throw TypeError("dt.tz_convert takes moments with a time zone: " + type_name(*operands[0].type()) +
                    "; use dt.tz_localize first");
  }
  return as_array(viewed(operands[0], type), length);
}

TypePtr duration_part_type(const Function& function, Types types, const Parameters&) {
  if (!is_duration(*types[0].type)) refuse(function, types);
  return function.name == "dt.days" ? arrow::int64() : arrow::int32();
}

TypePtr fineness_type(const Function& function, Types types, const Parameters&) {
  const auto& type = *types[0].type;
  if (type.id() != arrow::Type::TIMESTAMP && !is_duration(type)) refuse(function, types);
  return arrow::int64();
}

ArrayPtr run_fineness(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  return finenesses_of(as_array(operands[0], length));
}

TypePtr total_type(const Function& function, Types types, const Parameters&) {
  if (!is_duration(*types[0].type)) refuse(function, types);
  return arrow::float64();
}

constexpr auto kMicrosecond = [](DayAndTime moment, auto unit) { return moment.rest % unit * 1'000'000 / unit; };
constexpr auto kNanosecond = [](DayAndTime moment, auto unit) {
  return unit == 1'000'000'000 ? moment.rest % 1'000 : 0;
};

// The same names as moments' parts; a duration's microseconds are below a second too.
template <auto kPart, class Out = std::int32_t>
ArrayPtr run_duration_part(const Function& function, Operands operands, const Parameters& parameters,
                           std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  return parts_of<Out>(type, as_array(operands[0], length), length, kPart);
}

ArrayPtr run_total_seconds(const Function& function, Operands operands, const Parameters&, std::int64_t length) {
  (void)function;
  const arrow::Datum counts = as_array(operands[0], length);
  const double per_second = double(units_per_second(unit_of(*counts.type())));
  const auto numbers = cast(viewed(counts, arrow::int64()), arrow::float64());
  return run_elementwise("truediv", std::array{numbers, arrow::Datum(per_second)}, {}, length);
}

constexpr auto kQuarter = [](DayAndTime moment, auto) { return (civil_of_days(moment.days).month + 2) / 3; };
constexpr auto kDaysInMonth = [](DayAndTime moment, auto) {
  const auto date = civil_of_days(moment.days);
  return days_in_month(date.year, date.month);
};

constexpr bool is_month_end(const CivilDate& date) { return date.day == days_in_month(date.year, date.month); }

constexpr Function kMomentFunctions[] = {
    {"dt.year", 1, 1, part_type, run_part<[](DayAndTime moment, auto) { return civil_of_days(moment.days).year; }>},
    {"dt.month", 1, 1, part_type, run_part<[](DayAndTime moment, auto) { return civil_of_days(moment.days).month; }>},
    {"dt.day", 1, 1, part_type, run_part<[](DayAndTime moment, auto) { return civil_of_days(moment.days).day; }>},
    {"dt.hour", 1, 1, part_type, run_part<[](DayAndTime moment, auto unit) { return moment.rest / (3'600 * unit); }>},
    {"dt.minute", 1, 1, part_type,
     run_part<[](DayAndTime moment, auto unit) { return moment.rest / (60 * unit) % 60; }>},
    {"dt.second", 1, 1, part_type, run_part<[](DayAndTime moment, auto unit) { return moment.rest / unit % 60; }>},
    {"dt.microsecond", 1, 1, part_type, run_part<kMicrosecond>},
    {"dt.nanosecond", 1, 1, part_type, run_part<kNanosecond>},
    {"dt.dayofweek", 1, 1, part_type, run_part<kDayOfWeek>},
    {"dt.day_of_week", 1, 1, part_type, run_part<kDayOfWeek>},
    {"dt.weekday", 1, 1, part_type, run_part<kDayOfWeek>},
    {"dt.dayofyear", 1, 1, part_type, run_part<kDayOfYear>},
    {"dt.day_of_year", 1, 1, part_type, run_part<kDayOfYear>},
    {"dt.quarter", 1, 1, part_type, run_part<kQuarter>},
    {"dt.days_in_month", 1, 1, part_type, run_part<kDaysInMonth>},
    {"dt.daysinmonth", 1, 1, part_type, run_part<kDaysInMonth>},
    {"dt.isocalendar.year", 1, 1, part_type, run_part<kIsoYear>},
    {"dt.isocalendar.week", 1, 1, calendar_type, run_calendar<kIsoWeek>},
    {"dt.isocalendar.day", 1, 1, calendar_type,
     run_calendar<[](DayAndTime moment, auto unit) { return kDayOfWeek(moment, unit) + 1; }>},
    {"dt.is_leap_year", 1, 1, moment_truth_type,
     run_moment_truth<[](const CivilDate& date) { return is_leap_year(date.year); }>},
    {"dt.is_month_start", 1, 1, moment_truth_type,
     run_moment_truth<[](const CivilDate& date) { return date.day == 1; }>},
    {"dt.is_month_end", 1, 1, moment_truth_type, run_moment_truth<is_month_end>},
    {"dt.is_quarter_start", 1, 1, moment_truth_type,
     run_moment_truth<[](const CivilDate& date) { return date.day == 1 && date.month % 3 == 1; }>},
    {"dt.is_quarter_end", 1, 1, moment_truth_type,
     run_moment_truth<[](const CivilDate& date) { return date.month % 3 == 0 && is_month_end(date); }>},
    {"dt.is_year_start", 1, 1, moment_truth_type,
     run_moment_truth<[](const CivilDate& date) { return date.day == 1 && date.month == 1; }>},
    {"dt.is_year_end", 1, 1, moment_truth_type,
     run_moment_truth<[](const CivilDate& date) { return date.day == 31 && date.month == 12; }>},
    {"dt.date", 1, 1, date_type, run_date},
    {"dt.time", 1, 1, time_type, run_time},
    {"dt.normalize", 1, 1, same_moment_type, run_normalize},
    {"dt.floor", 1, 1, same_moment_type, run_rounding_time<RoundingWay::kDown>},
    {"dt.ceil", 1, 1, same_moment_type, run_rounding_time<RoundingWay::kUp>},
    {"dt.round", 1, 1, same_moment_type, run_rounding_time<RoundingWay::kNearest>},
    {"dt.day_name", 1, 1, name_type, run_day_name},
    {"dt.month_name", 1, 1, name_type, run_month_name},
    {"dt.strftime", 1, 1, name_type, run_strftime},
    {"dt.tz_localize", 1, 1, zone_type, run_localize},
    {"dt.tz_convert", 1, 1, zone_type, run_convert},
    // How many digits a second's fraction needs: 0, 3, 6 or 9; -1 for whole days.
    {"dt.fineness", 1, 1, fineness_type, run_fineness},
    {"dt.total_seconds", 1, 1, total_type, run_total_seconds},
    {"dt.days", 1, 1, duration_part_type,
     run_duration_part<[](DayAndTime moment, auto) { return moment.days; }, std::int64_t>},
    {"dt.seconds", 1, 1, duration_part_type,
     run_duration_part<[](DayAndTime moment, auto unit) { return moment.rest / unit; }>},
    {"dt.microseconds", 1, 1, duration_part_type, run_duration_part<kMicrosecond>},
    {"dt.nanoseconds", 1, 1, duration_part_type, run_duration_part<kNanosecond>},
};

}  // namespace

Family datetime_family() { return {kMomentFunctions}; }

}  // namespace tusk::kernels::elementwise
