#include "gif/prepared.h"

#include <utility>

#include "gif/diff.h"
#include "palette/exact.h"

namespace cliploop::gif {
namespace {

bool has_few_colors(const Image& image) {
  ExactPalette colors;
  for (size_t i = 0; i < image.pixels(); ++i) {
    if (is_visible(image, i) && !colors.add(&image.rgba[i * 4])) return false;
  }
  return true;
}

bool covers_screen(const Image& image) {
  if (image.opaque) return true;
  for (size_t i = 0; i < image.pixels(); ++i) {
    if (!is_visible(image, i)) return false;
  }
  return true;
}

}  // namespace

std::shared_ptr<const Prepared> prepare_image(ImagePtr image) {
  auto out = std::make_shared<Prepared>();
  out->image = std::move(image);
  const Image& in = *out->image;
  out->exact = has_few_colors(in);
  out->covers = covers_screen(in);
  out->planes = planes_of(in);
  if (out->exact) return out;
  Histogram histogram;
  for (size_t i = 0; i < in.pixels(); ++i) {
    if (is_visible(in, i)) histogram.add(&in.rgba[i * 4]);
  }
  out->bins = histogram.take();
  return out;
}

}  // namespace cliploop::gif
