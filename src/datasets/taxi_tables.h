// How often what occurs among the taxis' records of 2018-01 to 2020-06.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tusk::datasets {

// The inverse of a distribution function at equal distances from 0 to 1, read with straight lines between them.
template <std::size_t kPoints>
constexpr double quantile(const std::array<double, kPoints>& points, std::uint32_t random) {
  const double place = random * 0x1p-32 * (kPoints - 1);
  const auto below = std::size_t(place);
  return points[below] + (place - double(below)) * (points[below + 1] - points[below]);
}

// Of each thousand pick-ups, those of each hour.
inline constexpr std::array<int, 24> kWorkdayHours = {21, 12, 8,  6,  6,  11, 26, 45, 54, 51, 49, 50,
                                                      53, 53, 58, 57, 53, 60, 66, 62, 56, 55, 50, 39};
inline constexpr std::array<int, 24> kWeekendHours = {51, 42, 31, 22, 16, 8,  12, 18, 25, 37, 45, 52,
                                                      57, 57, 58, 58, 56, 57, 61, 55, 49, 46, 46, 41};
// Of each thousand pick-ups, those of each weekday, from Monday.
inline constexpr std::array<int, 7> kWeekdays = {135, 145, 150, 154, 155, 140, 121};

// Miles.
inline constexpr std::array<double, 65> kDistances = {
    0.00, 0.20, 0.37, 0.44, 0.50, 0.56, 0.60, 0.63, 0.70, 0.70, 0.76,  0.80,  0.81,  0.87, 0.90, 0.92, 0.98,
    1.00, 1.03, 1.09, 1.10, 1.15, 1.20, 1.22, 1.29, 1.30, 1.36, 1.40,  1.45,  1.50,  1.54, 1.60, 1.64, 1.70,
    1.76, 1.80, 1.90, 1.95, 2.00, 2.10, 2.18, 2.26, 2.35, 2.44, 2.55,  2.68,  2.80,  2.93, 3.10, 3.29, 3.49,
    3.70, 4.00, 4.30, 4.70, 5.20, 5.80, 6.56, 7.50, 8.70, 9.94, 11.56, 15.25, 18.20, 23.00};
// The usual minutes of a trip of such a distance.
inline constexpr std::array<double, 65> kMinutes = {
    1.0,  2.5,  3.0,  3.6,  3.8,  4.3,  4.5,  4.9,  5.2,  5.5,  5.7,  5.9,  6.2,  6.3,  6.5,  6.8,  7.0,
    7.2,  7.5,  7.6,  7.8,  8.0,  8.4,  8.6,  8.8,  9.1,  9.4,  9.7,  10.0, 10.2, 10.4, 10.7, 10.9, 11.2,
    11.5, 11.8, 12.0, 12.4, 12.7, 13.1, 13.5, 13.8, 14.3, 14.8, 15.3, 15.8, 16.3, 16.8, 17.3, 17.9, 18.6,
    19.2, 19.9, 20.6, 21.6, 22.4, 23.8, 25.4, 27.6, 30.9, 34.5, 38.6, 44.0, 46.0, 58.0};
// Minutes of a trip per its usual ones.
inline constexpr std::array<double, 33> kSlowness = {0.05, 0.44, 0.53, 0.58, 0.62, 0.66, 0.69, 0.73, 0.76, 0.78, 0.81,
                                                     0.84, 0.87, 0.90, 0.92, 0.95, 0.98, 1.01, 1.05, 1.08, 1.12, 1.16,
                                                     1.20, 1.24, 1.29, 1.35, 1.42, 1.50, 1.59, 1.72, 1.89, 2.10, 3.60};
inline constexpr std::array<double, 24> kSlownessOfHour = {0.83, 0.80, 0.78, 0.73, 0.68, 0.65, 0.72, 0.88,
                                                           1.00, 1.00, 1.00, 1.02, 1.02, 1.02, 1.04, 1.06,
                                                           1.04, 1.04, 1.02, 0.98, 0.93, 0.92, 0.91, 0.86};
// Tips by card, per the rest of the sum.
inline constexpr std::array<double, 33> kTips = {0.000, 0.000, 0.061, 0.087, 0.100, 0.111, 0.127, 0.146, 0.150,
                                                 0.162, 0.188, 0.199, 0.200, 0.200, 0.200, 0.200, 0.200, 0.200,
                                                 0.200, 0.200, 0.200, 0.200, 0.200, 0.200, 0.200, 0.200, 0.200,
                                                 0.248, 0.250, 0.250, 0.262, 0.300, 0.800};

// A value, and how many of 1,024 records have it.
struct Share {
  std::uint16_t value;
  std::uint16_t share;
};
using Slots = std::array<std::uint16_t, 1024>;

// Each value as often as it occurs; the rest of the slots has the numbers from 1 to `others` in turn.
constexpr Slots slots(std::span<const Share> shares, std::uint16_t others = 1) {
  Slots slots{};
  std::size_t filled = 0;
  for (const auto& [value, share] : shares) {
    for (int i = 0; i < share; ++i) slots[filled++] = value;
  }
  for (std::uint16_t other = 0; filled < slots.size(); ++other) slots[filled++] = std::uint16_t(1 + other % others);
  return slots;
}

inline constexpr Share kVendors[] = {{1, 395}, {2, 626}, {4, 3}};
inline constexpr Share kPassengers[] = {{1, 730}, {2, 147}, {3, 42}, {4, 19}, {5, 41}, {6, 25}, {0, 20}};
// Card, cash, no charge, dispute.
inline constexpr Share kPayments[] = {{1, 719}, {2, 297}, {3, 6}, {4, 2}};

// The taxi zones where most trips begin, and end; the others are about equally rare.
inline constexpr int kZoneCount = 265;
inline constexpr Share kPickupZones[] = {
    {237, 42}, {236, 40}, {161, 38}, {186, 35}, {162, 35}, {230, 33}, {48, 32},  {170, 31}, {142, 31}, {234, 29},
    {132, 28}, {239, 27}, {163, 26}, {79, 26},  {138, 25}, {141, 25}, {107, 24}, {68, 23},  {164, 23}, {238, 22},
    {263, 21}, {100, 21}, {140, 20}, {229, 20}, {249, 19}, {90, 18},  {137, 16}, {231, 16}, {43, 15},  {113, 15},
    {246, 15}, {233, 14}, {262, 13}, {143, 12}, {148, 12}, {114, 12}, {264, 12}, {75, 11},  {151, 10}, {144, 9},
    {158, 9},  {50, 9},   {13, 8},   {211, 7},  {87, 7},   {166, 6},  {74, 6},   {125, 6},  {261, 6},  {41, 5}};
inline constexpr Share kDropoffZones[] = {
    {236, 40}, {237, 38}, {161, 37}, {170, 32}, {162, 30}, {230, 29}, {48, 28},  {142, 27}, {239, 26}, {141, 26},
    {234, 26}, {186, 25}, {163, 23}, {238, 23}, {68, 22},  {79, 22},  {107, 21}, {164, 21}, {263, 20}, {140, 20},
    {229, 19}, {246, 18}, {249, 16}, {100, 16}, {137, 16}, {231, 16}, {233, 15}, {75, 15},  {90, 15},  {143, 14},
    {262, 14}, {113, 13}, {43, 12},  {50, 12},  {264, 11}, {138, 10}, {74, 10},  {148, 10}, {158, 10}, {114, 10},
    {151, 10}, {13, 9},   {132, 8},  {144, 8},  {166, 8},  {41, 8},   {87, 8},   {211, 8},  {42, 6},   {125, 5},
    {4, 5},    {261, 5},  {232, 5},  {224, 4},  {244, 4},  {7, 4},    {24, 4},   {88, 4},   {116, 4}};

}  // namespace tusk::datasets
