// Sprite sheets: pictures whose tiles are stills.
#pragma once

#include <cstdint>
#include <optional>

#include "frame/image.h"
#include "job/options.h"

namespace cliploop {

// The longest side of a picture in pixels.
int longest_side(StillFormat format);

struct SheetLayout {
  int columns = 1;
  int rows = 1;  // of a full sheet
  int tile_width = 0;
  int tile_height = 0;

  int64_t tiles() const { return int64_t{columns} * rows; }
  // Of a full sheet.
  int64_t pixels() const { return tiles() * tile_width * tile_height; }
  int x_of(int64_t still) const { return static_cast<int>(still % columns) * tile_width; }
  int y_of(int64_t still) const { return static_cast<int>(still % tiles() / columns) * tile_height; }
  int64_t sheet_of(int64_t still) const { return still / tiles(); }
};

// stills: their number, when it is known. Throws INVALID_OPTION when a sheet would have a side longer than the format
// can store.
SheetLayout lay_out(const SpriteOptions& options, StillFormat format, int tile_width, int tile_height,
                    std::optional<int64_t> stills);

class Sheet {
 public:
  explicit Sheet(const SheetLayout& layout) : layout_(layout) {}

  // The next tile. It must have the size of the layout.
  void add(const Image& tile);
  bool full() const { return count_ == layout_.tiles(); }
  bool empty() const { return count_ == 0; }
  // The picture, without the rows and columns that have no tile. Unused tiles of the last row have the background.
  Image take(const std::array<uint8_t, 4>& background);

 private:
  const SheetLayout layout_;
  Image image_;
  int64_t count_ = 0;
};

}  // namespace cliploop
