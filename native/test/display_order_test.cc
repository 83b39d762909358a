#include "input/display_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cliploop {
namespace {

class Bits {
 public:
  Bits& fixed(uint32_t value, int count) {
    for (int i = count - 1; i >= 0; --i) bits_ += (value >> i & 1) != 0 ? '1' : '0';
    return *this;
  }
  // Exp-Golomb
  Bits& number(uint32_t value) {
    int length = 0;
    while ((value + 1) >> (length + 1) != 0) ++length;
    return fixed(0, length).fixed(value + 1, length + 1);
  }
  // With a start code, and enough bytes after the header.
  std::string unit(uint8_t header) const {
    std::string out = std::string("\0\0\0\1", 4) + static_cast<char>(header);
    const std::string all = bits_ + "1" + std::string(7, '0');
    for (size_t i = 0; i + 8 <= all.size(); i += 8) out += static_cast<char>(std::stoi(all.substr(i, 8), nullptr, 2));
    return out;
  }

 private:
  std::string bits_;
};

constexpr int kNumberBits = 16;  // of the picture number

std::string parameter_sets() {
  Bits sequence;
  sequence.fixed(77, 8).fixed(0, 8).fixed(40, 8).number(0);  // Main profile, level 4
  sequence.number(0).number(0).number(kNumberBits - 4).number(4).fixed(0, 1);
  sequence.number(3).number(3).fixed(1, 1).fixed(1, 1).fixed(0, 1).fixed(0, 1);  // 64x64
  Bits picture;
  picture.number(0).number(0).fixed(0, 1).fixed(0, 1).number(0).number(0).number(0).fixed(0, 1).fixed(0, 2);
  picture.number(0).number(0).number(0).fixed(0, 1).fixed(0, 1).fixed(0, 1);
  return sequence.unit(0x67) + picture.unit(0x68);
}

std::string slice(bool key, uint32_t picture) {
  Bits bits;
  bits.number(0).number(key ? 7 : 5).number(0).fixed(0, 4);
  if (key) bits.number(0);
  bits.fixed(picture, kNumberBits).fixed(0, 32).fixed(0, 32);
  return (key ? parameter_sets() : "") + bits.unit(key ? 0x65 : 0x01);
}

struct Timed {
  int64_t pts;
  int64_t dts;
};

class Avi {
 public:
  Avi() {
    static const AVInputFormat* const avi = av_find_input_format("avi");
    format_.reset(avformat_alloc_context());
    format_->iformat = avi;
    AVStream* stream = avformat_new_stream(format_.get(), nullptr);
    stream->codecpar->codec_type = AVMEDIA_TYPE_VIDEO;
    stream->codecpar->codec_id = AV_CODEC_ID_H264;
    stream->time_base = {1, 25};
    stream->avg_frame_rate = {25, 1};
    order_ = DisplayOrder::make(*format_, *stream);
    REQUIRE(order_);
  }

  void add(bool key, uint32_t picture) {
    const std::string data = slice(key, picture);
    PacketPtr packet = new_packet();
    REQUIRE(av_new_packet(packet.get(), static_cast<int>(data.size())) == 0);
    std::copy(data.begin(), data.end(), packet->data);
    packet->dts = added++;
    packet->duration = 1;
    order_->add(std::move(packet));
    take(false);
    most_waiting = std::max(most_waiting, added - static_cast<int64_t>(taken.size()));
  }
  void take(bool ended) {
    while (const PacketPtr packet = order_->take(ended)) taken.push_back({packet->pts, packet->dts});
  }

  std::vector<Timed> taken;
  int64_t added = 0;
  int64_t most_waiting = 0;

 private:
  struct Free {
    void operator()(AVFormatContext* format) const { avformat_free_context(format); }
  };
  std::unique_ptr<AVFormatContext, Free> format_;
  std::unique_ptr<DisplayOrder> order_;
};

constexpr int64_t kMostWaiting = 34;
constexpr uint32_t kLast = 32'767;  // the picture number

TEST_CASE("times frames of AVI in display order") {
  Avi avi;
  avi.add(true, 0);
  for (uint32_t group = 0; group < 100; ++group) {
    const uint32_t first = 2 + 6 * group;
    for (const uint32_t picture : {first + 4, first, first + 2}) avi.add(false, picture);
  }
  avi.take(true);
  REQUIRE(avi.taken.size() == 301);
  for (int64_t i = 1; i < 301; i += 3) {
    const auto at = static_cast<size_t>(i);
    CHECK(avi.taken[at].pts == i + 2);
    CHECK(avi.taken[at + 1].pts == i);
    CHECK(avi.taken[at + 2].pts == i + 1);
  }
}

TEST_CASE("holds back few packets of AVI when the first picture number is the highest") {
  Avi avi;
  avi.add(true, kLast);
  for (uint32_t i = 1; i < 1000; ++i) avi.add(false, 2 * i);
  CHECK(avi.most_waiting <= kMostWaiting);
  avi.take(true);
  REQUIRE(avi.taken.size() == 1000);
  for (size_t i = 2 * kMostWaiting; i < 1000; ++i) CHECK(avi.taken[i].pts == static_cast<int64_t>(i));
}

TEST_CASE("times the frames of AVI right again after a damaged picture number") {
  Avi avi;
  avi.add(true, 0);
  for (uint32_t i = 1; i < 1000; ++i) avi.add(false, i == 500 ? kLast : 2 * i);
  CHECK(avi.most_waiting <= kMostWaiting);
  avi.take(true);
  REQUIRE(avi.taken.size() == 1000);
  for (size_t i = 0; i < 1000; ++i) {
    if (i < 500 || i > 500 + kMostWaiting) CHECK(avi.taken[i].pts == static_cast<int64_t>(i));
  }
}

}  // namespace
}  // namespace cliploop
