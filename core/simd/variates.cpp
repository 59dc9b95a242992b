#include "core/simd/variates.h"

#include "core/simd/kernels.h"

namespace genericity {

namespace {

simd::VariateView view_of(const VariateAddress& address, std::span<double> out) {
  return {address.key,        address.first_sample, address.samples,
          address.first_pair, address.coordinates,  out.data()};
}

}  // namespace

VariateGenerator::VariateGenerator(InstructionSet set) : set_(set) {}

void VariateGenerator::uniforms(const VariateAddress& address, std::span<double> out) const {
  simd::kernels(set_).variates.uniforms(view_of(address, out), simd::main_layer);
}

void VariateGenerator::floor_uniforms(const VariateAddress& address, std::span<double> out) const {
  simd::kernels(set_).variates.uniforms(view_of(address, out), simd::floor_layer);
}

void VariateGenerator::exponentials(const VariateAddress& address, std::span<double> out) const {
  simd::kernels(set_).variates.exponentials(view_of(address, out));
}

void VariateGenerator::normals(const VariateAddress& address, double deviation, std::span<double> out) const {
  simd::kernels(set_).variates.normals(view_of(address, out), deviation);
}

void VariateGenerator::gammas(const VariateAddress& address, double shape, std::span<double> out) const {
  simd::kernels(set_).variates.gammas(view_of(address, out), shape);
}

void VariateGenerator::log_gammas(const VariateAddress& address, double shape, std::span<double> out) const {
  simd::kernels(set_).variates.log_gammas(view_of(address, out), shape);
}

void VariateGenerator::exp(std::span<double> values) const {
  simd::kernels(set_).variates.exp(values.data(), values.size());
}

void VariateGenerator::log(std::span<double> values) const {
  simd::kernels(set_).variates.log(values.data(), values.size());
}

void VariateGenerator::sine_and_cosine(std::span<const double> turns, std::span<double> sines,
                                       std::span<double> cosines) const {
  simd::kernels(set_).variates.sine_and_cosine(turns.data(), sines.data(), cosines.data(), turns.size());
}

}  // namespace genericity
