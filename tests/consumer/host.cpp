// Links the installed static core; needs no header of a third party.
#include <iostream>
#include <onward/engine.hpp>

int main() {
  onward::Engine engine(onward::Options{.store = ":memory:"});
  std::cout << "a C++ host opens a store of Onward\n";
}
