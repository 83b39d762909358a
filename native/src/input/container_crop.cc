#include "input/container_crop.h"

#include <string>

#include "base/av_compat.h"
#include "input/crop_matroska.h"
#include "input/crop_mp4.h"
#include "input/stream_facts.h"

namespace cliploop {

std::vector<std::optional<PictureArea>> read_container_crops(const AVFormatContext& format, HeaderBytes& bytes) {
  std::vector<std::optional<PictureArea>> crops(format.nb_streams);
  const std::string name = container_names(format).front();
  const auto each_video = [&](auto use) {
    for (unsigned i = 0; i < format.nb_streams; ++i) {
      const AVStream& stream = *format.streams[i];
      const bool attached = (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
      if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !attached) use(stream, crops[i]);
    }
  };
  if (exports_crops()) {
    each_video([](const AVStream& stream, std::optional<PictureArea>& crop) {
      uint32_t sides[4] = {};  // top, bottom, left, right
      if (!stream_cropping(stream, sides)) return;
      const AVCodecParameters& codec = *stream.codecpar;
      crop = area_without(codec.width, codec.height, sides[2], sides[0], sides[3], sides[1]);
    });
  } else if (name == "matroska") {
    const auto areas = read_matroska_crops(bytes);
    size_t track = 0;
    each_video([&](const AVStream&, std::optional<PictureArea>& crop) {
      if (track < areas.size()) crop = areas[track];
      ++track;
    });
  } else if (name == "mov") {
    const auto areas = read_clean_apertures(bytes);
    each_video([&](const AVStream& stream, std::optional<PictureArea>& crop) {
      if (const auto found = areas.find(stream.id); found != areas.end()) crop = found->second;
    });
  }
  return crops;
}

}  // namespace cliploop
