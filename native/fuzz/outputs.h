// Reads a result with decoders that are not the writers: the strict GIF parser of the tests, and libwebp.
#pragma once

#include <webp/demux.h>

#include <memory>

#include "fuzz.h"
#include "gif_oracle.h"

namespace fuzz {

struct Output {
  int width = 0;
  int height = 0;
  int plays = 0;                              // 0 = forever
  std::vector<std::vector<uint8_t>> screens;  // RGBA after each frame
  std::vector<int64_t> delays;                // in the unit of the format
};

inline Output read_gif(const std::vector<uint8_t>& file) {
  const oracle::Gif gif = oracle::GifParser(file).parse();
  Output out{gif.width, gif.height, gif.repeats == 0 ? 0 : gif.repeats + 1, oracle::compose(gif), {}};
  if (gif.repeats < 0) out.plays = 1;
  for (const auto& frame : gif.frames) out.delays.push_back(frame.delay);
  return out;
}

inline Output read_webp(const std::vector<uint8_t>& file) {
  const WebPData data{file.data(), file.size()};
  WebPAnimDecoderOptions options;
  must(WebPAnimDecoderOptionsInit(&options) != 0, "WebPAnimDecoderOptionsInit");
  options.color_mode = MODE_RGBA;
  const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(WebPAnimDecoderNew(&data, &options),
                                                                                   WebPAnimDecoderDelete);
  must(decoder != nullptr, "libwebp cannot open the file");
  WebPAnimInfo info;
  must(WebPAnimDecoderGetInfo(decoder.get(), &info) != 0, "WebPAnimDecoderGetInfo");
  Output out{static_cast<int>(info.canvas_width),
             static_cast<int>(info.canvas_height),
             static_cast<int>(info.loop_count),
             {},
             {}};
  const size_t size = size_t{info.canvas_width} * info.canvas_height * 4;
  int before = 0;
  while (WebPAnimDecoderHasMoreFrames(decoder.get()) != 0) {
    uint8_t* screen = nullptr;
    int end = 0;
    must(WebPAnimDecoderGetNext(decoder.get(), &screen, &end) != 0, "libwebp cannot decode a frame");
    out.screens.emplace_back(screen, screen + size);
    out.delays.push_back(end - before);
    before = end;
  }
  must(out.screens.size() == info.frame_count, "frame count");
  return out;
}

}  // namespace fuzz
