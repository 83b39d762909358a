#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "avif/av1.h"

int main(int argc, char** argv) {
  cliploop::avif::silence_encoders();
  return doctest::Context(argc, argv).run();
}
