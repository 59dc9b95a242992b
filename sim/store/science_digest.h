#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// SHA-256, in hexadecimal, of what a result says: everything that is a function of the study alone. Title,
/// provenance, timings and the counts by stage are left out. Two results with equal digests have equal
/// science.
///
/// The digest runs over a canonical sequence of bytes: integers as 8 bytes, least significant first; numbers
/// as the integers that hold their bits; texts and lists after their length.
std::string science_digest(const StudyResult& result);

/// The first 64 bits of the SHA-256 of what is counted for each unit: its tally, ranges and records.
/// digests[cell · conditions + condition]. For telling whether two results counted the same.
std::vector<std::uint64_t> unit_digests(const StudyResult& result);

}  // namespace genericity
