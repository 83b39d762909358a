// Boxes of any size, nested in each other, against a slow reader of the same bytes.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <string>
#include <vector>

#include "bytes_source.h"
#include "fuzz.h"
#include "input/boxes.h"

namespace fuzz {

// A box whose size is right, wrong by a little, or anything.
inline std::vector<uint8_t> some_box(FuzzedDataProvider& data, int depth) {
  std::vector<uint8_t> content;
  if (depth > 0 && data.ConsumeBool()) {
    const int count = data.ConsumeIntegralInRange(0, 3);
    for (int i = 0; i < count; ++i) {
      const std::vector<uint8_t> child = some_box(data, depth - 1);
      content.insert(content.end(), child.begin(), child.end());
    }
  }
  const std::vector<uint8_t> tail = data.ConsumeBytes<uint8_t>(data.ConsumeIntegralInRange<size_t>(0, 20));
  content.insert(content.end(), tail.begin(), tail.end());
  auto size = static_cast<uint32_t>(8 + content.size());
  switch (data.ConsumeIntegralInRange(0, 7)) {
    case 0:
      size += static_cast<uint32_t>(data.ConsumeIntegralInRange(-9, 9));
      break;
    case 1:
      size = data.PickValueInArray<uint32_t>({0, 1, 7, 8, INT32_MAX, UINT32_MAX, UINT32_MAX - 7});
      break;
    default:
      break;
  }
  std::vector<uint8_t> box;
  for (int shift = 24; shift >= 0; shift -= 8) box.push_back(static_cast<uint8_t>(size >> shift));
  const std::string name = data.PickValueInArray<std::string>({"moov", "trak", "mdat", "sinf"});
  box.insert(box.end(), name.begin(), name.end());
  box.insert(box.end(), content.begin(), content.end());
  return box;
}

// The children lie one after another inside of their parent.
inline void check_children(Bytes content, int depth) {
  const uint8_t* next = content.data();
  uint32_t sum = 0;
  cliploop::each_child(content, [&](std::string_view name, Bytes body) {
    must(reinterpret_cast<const uint8_t*>(name.data()) == next + 4 && name.size() == 4, "the name of the next box");
    must(body.data() == next + 8 && body.data() + body.size() <= content.data() + content.size(),
         "a box inside of its parent");
    for (const uint8_t byte : body) sum += byte;
    next = body.data() + body.size();
    if (depth > 0) check_children(body, depth - 1);
  });
  print("sum " + std::to_string(sum));
}

inline void check_boxes(FuzzedDataProvider& data) {
  std::vector<uint8_t> file;
  const int count = data.ConsumeIntegralInRange(1, 4);
  for (int i = 0; i < count; ++i) {
    const std::vector<uint8_t> box = some_box(data, 3);
    file.insert(file.end(), box.begin(), box.end());
  }
  // Of this size exactly, so that AddressSanitizer sees reads past the end.
  file.shrink_to_fit();
  check_children(file, 3);
  const auto size = static_cast<int64_t>(file.size());
  cliploop::BytesSource source(std::string(file.begin(), file.end()));
  int64_t offset = 0;
  while (const auto box = cliploop::box_at(source, offset)) {
    must(box->end > offset && box->content.offset > offset && box->content.size >= 0, "a box after the one before");
    must(box->content.offset + box->content.size == box->end, "a content up to the end of its box");
    offset = box->end;
    if (offset > size) break;
  }
}

}  // namespace fuzz
