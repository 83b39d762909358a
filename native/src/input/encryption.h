// Recognizes encrypted video, which libav would decode to wrong pictures.
#pragma once

#include <string>

#include "base/av_ptr.h"
#include "base/status.h"
#include "input/av_log.h"
#include "input/source.h"

namespace cliploop {

// Whether the packet has encrypted bytes.
bool is_encrypted(const AVStream& stream, const AVPacket& packet);

// Removes the byte that an encrypted WebM file has before each packet. Call this once for a packet, before decoding it.
void remove_signal_byte(const AVStream& stream, AVPacket& packet);

// What the container says about the encryption of the stream, such as "Common Encryption"; empty when it says nothing.
// Reads from the source, and changes its position.
std::string encryption_of(const AVFormatContext& format, const AVStream& stream, Source& source, AvLog& log,
                          CancelToken& cancel);

}  // namespace cliploop
