// What a fuzz target is made of: libFuzzer calls the first with whatever it thinks of; the ordinary tests call it with
// the seeds and random changes of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

using FuzzBytes = std::vector<std::byte>;

// Must not crash, hang or throw, whatever the bytes are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// Bytes that are well-formed, to begin with.
std::vector<FuzzBytes> fuzz_seeds();
