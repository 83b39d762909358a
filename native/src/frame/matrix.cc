#include "frame/matrix.h"

namespace cliploop {

LumaWeights luma_weights(int matrix, AVColorPrimaries primaries) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return {0.2126, 0.0722};
    case AVCOL_SPC_FCC:
      return {0.30, 0.11};
    case AVCOL_SPC_SMPTE240M:
      return {0.212, 0.087};
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return {0.2627, 0.0593};
    case AVCOL_SPC_CHROMA_DERIVED_NCL:
    case AVCOL_SPC_CHROMA_DERIVED_CL: {
      const Vector3 luminance = rgb_to_xyz(chromaticities(primaries))[1];
      return {luminance[0], luminance[2]};
    }
    default:
      return {0.299, 0.114};
  }
}

YuvMatrix yuv_matrix(int matrix, AVColorPrimaries primaries) {
  switch (matrix) {
    case AVCOL_SPC_RGB:
      // The planes are G, B and R.
      return {{Vector3{0, 0, 1}, Vector3{1, 0, 0}, Vector3{0, 1, 0}}, Chroma::AS_LUMA};
    case AVCOL_SPC_YCGCO:
      return {{Vector3{1, -1, 1}, Vector3{1, 1, 0}, Vector3{1, -1, -1}}, Chroma::AS_LUMA_SPAN};
    case matrix_ycgco_re:
    case matrix_ycgco_ro:
      return {{Vector3{1, -0.5, 0.5}, Vector3{1, 0.5, 0}, Vector3{1, -0.5, -0.5}},
              Chroma::AS_LUMA_SPAN,
              matrix == matrix_ycgco_re ? 2 : 1};
    case AVCOL_SPC_SMPTE2085:
      // Y'D'zD'x: X', Y' and Z' take the places of R', G' and B'.
      return {{Vector3{0.991902, 0, 2}, Vector3{1, 0, 0}, Vector3{1 / 0.986566, 2 / 0.986566, 0}}, Chroma::DIFFERENCE};
    default:
      break;
  }
  const LumaWeights luma = luma_weights(matrix, primaries);
  const double green = 1 - luma.red - luma.blue;
  const double red_difference = 2 * (1 - luma.red);
  const double blue_difference = 2 * (1 - luma.blue);
  return {{Vector3{1, 0, red_difference},
           Vector3{1, -blue_difference * luma.blue / green, -red_difference * luma.red / green},
           Vector3{1, blue_difference, 0}},
          Chroma::DIFFERENCE};
}

}  // namespace cliploop
