#include "sim/priors/parameters.h"

#include <doctest/doctest.h>

namespace genericity {

TEST_CASE("a name lists the coordinates, nested ones within their base") {
  CHECK(canonical_name(PriorParameters{{"family", "exchangeable"}}) == "exchangeable");
  PriorParameters inner{{"family", "near"}};
  add_base(inner, {{"family", "latent_class"}, {"classes", 3.0, true}, {"alpha", 0.5}});
  inner.push_back({"epsilon", 1e-7});
  PriorParameters outer{{"family", "near"}};
  add_base(outer, inner);
  outer.push_back({"epsilon", 0.5});
  CHECK(outer[2].key == "base_base_family");
  CHECK(outer[4] == PriorParameter{"base_base_alpha", 0.5});
  CHECK(canonical_name(outer) ==
        "near(base=near(base=latent_class(classes=3,alpha=0.5),epsilon=1e-07),epsilon=0.5)");
  // A base may stand last.
  PriorParameters last{{"family", "of"}, {"k", 2.0}};
  add_base(last, {{"family", "exchangeable"}});
  CHECK(canonical_name(last) == "of(k=2,base=exchangeable)");
}

TEST_CASE("a name lists families inside one after another, however nested") {
  PriorParameters mixture{{"family", "mixture"}};
  add_component(mixture, 1, {{"family", "dirichlet"}, {"alpha", 1.0}});
  PriorParameters near{{"family", "near"}};
  add_base(near, {{"family", "exchangeable"}});
  add_component(mixture, 2, near);
  mixture.push_back({"weights", "0.5,0.5"});
  CHECK(mixture[2].key == "component1_alpha");
  CHECK(mixture[4].key == "component2_base_family");
  PriorParameters outer{{"family", "near"}};
  add_base(outer, mixture);
  CHECK(outer[3].key == "base_component1_alpha");
  CHECK(
      canonical_name(outer) ==
      "near(base=mixture(component1=dirichlet(alpha=1),component2=near(base=exchangeable),weights=0.5,0.5))");
}

TEST_CASE("counts are written with all their digits, other numbers as the shortest text") {
  CHECK(canonical_name(PriorParameters{{"family", "f"}, {"n", 1e5, true}, {"x", 1e5}, {"t", "{1},{2}"}}) ==
        "f(n=100000,x=1e+05,t={1},{2})");
}

}  // namespace genericity
