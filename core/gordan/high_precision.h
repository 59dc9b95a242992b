#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

namespace genericity {

/// A software floating-point number of 100 decimal digits without expression templates: for the few systems
/// whose margin is below what doubles resolve.
using HighPrecision =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

}  // namespace genericity
