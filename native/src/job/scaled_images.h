// Makes rendered frames smaller.
#pragma once

#include <memory>
#include <vector>

#include "base/av_ptr.h"
#include "frame/image.h"
#include "frame/render.h"

namespace cliploop {

struct Size {
  int width = 0;   // pixels
  int height = 0;  // pixels
  friend bool operator==(const Size&, const Size&) = default;
};

// One for each worker of a pool. Without a change of the size, images stay as they are.
class ScaledImages {
 public:
  ScaledImages(Size from, Size to, size_t workers);
  ImagePtr of(const ImagePtr& image, int worker);

 private:
  struct Worker {
    std::unique_ptr<Renderer> renderer;
    FramePtr frame;  // the source
  };

  const Size from_;
  const Size to_;
  std::vector<Worker> workers_;
};

}  // namespace cliploop
