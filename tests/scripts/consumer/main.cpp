#include <cstdio>

#include "core/type_space.h"
#ifdef WITH_SIM
#include "sim/statistics/margin_histogram.h"
#endif

int main() {
  const genericity::TypeSpace space({2, 2, 3});
  std::printf("%s %zu\n", space.to_string().c_str(), space.profiles());
#ifdef WITH_SIM
  genericity::MarginHistogram margins;
  margins.add(0.25);
  std::printf("%d\n", static_cast<int>(margins.total()));
#endif
}
