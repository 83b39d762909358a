#include "frame/visible.h"

namespace cliploop {

bool shows_anything(const Image& image, int least_alpha) {
  if (image.opaque) return true;
  for (size_t i = 0; i < image.pixels(); ++i) {
    if (image.rgba[i * 4 + 3] >= least_alpha) return true;
  }
  return false;
}

}  // namespace cliploop
