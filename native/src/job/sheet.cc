#include "job/sheet.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "picture/jpeg.h"
#include "picture/webp.h"

namespace cliploop {
namespace {

constexpr int kMostTiles = 10;  // columns and rows when they are not given

const char* name_of(StillFormat format) {
  if (format == StillFormat::WEBP) return "WebP";
  return format == StillFormat::PNG ? "PNG" : "JPEG";
}

// The number of tiles on one side of a sheet.
int resolve(const char* option, int wanted, int tile, StillFormat format) {
  const int longest = longest_side(format);
  if (wanted == 0) return std::clamp(longest / tile, 1, kMostTiles);
  if (int64_t{wanted} * tile <= longest) return wanted;
  throw Failure(Code::INVALID_OPTION, Stage::WRITE,
                std::string("`") + option + "` " + std::to_string(wanted) + " with tiles of " + std::to_string(tile) +
                    " pixels makes " + std::to_string(int64_t{wanted} * tile) + " pixels, but " + name_of(format) +
                    " has at most " + std::to_string(longest));
}

}  // namespace

int longest_side(StillFormat format) {
  return format == StillFormat::WEBP ? picture::webp_longest_side : picture::jpeg_longest_side;
}

SheetLayout lay_out(const SpriteOptions& options, StillFormat format, int tile_width, int tile_height,
                    std::optional<int64_t> stills) {
  SheetLayout layout;
  layout.tile_width = tile_width;
  layout.tile_height = tile_height;
  const auto at_most = [&](int tiles, int64_t most) {
    return stills ? static_cast<int>(std::clamp<int64_t>(most, 1, tiles)) : tiles;
  };
  layout.columns = at_most(resolve("columns", options.columns, tile_width, format), stills.value_or(0));
  const int64_t needed = (stills.value_or(0) + layout.columns - 1) / layout.columns;
  layout.rows = at_most(resolve("rows", options.rows, tile_height, format), needed);
  return layout;
}

void Sheet::add(const Image& tile) {
  if (count_ == 0) {
    image_ = Image(layout_.columns * layout_.tile_width, layout_.rows * layout_.tile_height);
    image_.opaque = true;
  }
  const int x = layout_.x_of(count_);
  const int y = layout_.y_of(count_);
  for (int row = 0; row < tile.height; ++row) {
    std::memcpy(image_.row(y + row) + int64_t{x} * 4, tile.row(row), static_cast<size_t>(tile.width) * 4);
  }
  image_.opaque = image_.opaque && tile.opaque;
  ++count_;
}

Image Sheet::take(const std::array<uint8_t, 4>& background) {
  const int64_t count = std::exchange(count_, 0);
  Image whole = std::exchange(image_, {});
  const auto columns = static_cast<int>(std::min<int64_t>(count, layout_.columns));
  const auto rows = static_cast<int>((count + layout_.columns - 1) / layout_.columns);
  Image sheet = std::move(whole);
  if (columns < layout_.columns) {
    Image narrow(columns * layout_.tile_width, layout_.tile_height);
    narrow.opaque = sheet.opaque;
    for (int y = 0; y < narrow.height; ++y) {
      std::memcpy(narrow.row(y), sheet.row(y), static_cast<size_t>(narrow.width) * 4);
    }
    return narrow;
  }
  sheet.height = rows * layout_.tile_height;
  sheet.rgba.resize(sheet.pixels() * 4);
  const int64_t used = count - int64_t{rows - 1} * columns;
  if (used == columns) return sheet;
  sheet.opaque = sheet.opaque && background[3] == 255;
  for (int y = (rows - 1) * layout_.tile_height; y < sheet.height; ++y) {
    uint8_t* row = sheet.row(y);
    for (int64_t x = used * layout_.tile_width; x < sheet.width; ++x) {
      std::copy(background.begin(), background.end(), row + x * 4);
    }
  }
  return sheet;
}

}  // namespace cliploop
