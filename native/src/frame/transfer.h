// The transfer functions of ITU-T H.273 in double precision.
#pragma once

extern "C" {
#include <libavutil/pixfmt.h>
}

namespace cliploop {

// The light of a signal from 0 to 1, as the standard of the transfer defines it: scene light for camera curves such as
// BT.709 and HLG, display light for others. 1 is the light of signal 1; for PQ it is 10000 nits. Transfers that are
// unknown or not specified count as BT.709.
double signal_to_light(AVColorTransferCharacteristic transfer, double signal);
// The inverse. Light outside 0 to 1 is clamped.
double light_to_signal(AVColorTransferCharacteristic transfer, double light);

}  // namespace cliploop
