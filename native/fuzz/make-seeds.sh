#!/bin/sh
# Makes the media files of the corpus `media` with ffmpeg: a file of a few kB for each container and codec. Their names end in -mp4 instead
# of .mp4, and so on, because other tools would take a .ts file for TypeScript.
# Usage: make-seeds.sh FOLDER
set -eu
folder=$1
mkdir -p "$folder"

# seed NAME ARGUMENTS...: 6 frames of 48x36 pixels
seed() {
  name=$1
  shift
  if ! ffmpeg -hide_banner -loglevel error -nostdin -y -f lavfi -i "testsrc2=s=48x36:r=10:d=0.6" "$@" -fflags +bitexact -flags:v +bitexact "$folder/$name"; then
    echo "make-seeds.sh: this ffmpeg cannot make $name" >&2
    rm -f "$folder/$name"
  else
    mv "$folder/$name" "$folder/${name%.*}-${name##*.}"
  fi
}

# rotate FILE: ffmpeg states a rotation only when it copies streams, in older versions by a tag.
rotate() {
  copy="-c copy -f mov -fflags +bitexact -flags:v +bitexact"
  ffmpeg -loglevel quiet -nostdin -y -display_rotation 90 -i "$folder/$1" $copy "$folder/rotated" ||
    ffmpeg -hide_banner -loglevel error -nostdin -y -i "$folder/$1" -metadata:s:v rotate=90 $copy "$folder/rotated"
  mv "$folder/rotated" "$folder/$1"
}

x264="-c:v libx264 -preset veryfast -pix_fmt yuv420p -threads 1 -x264-params no-info=1:sei=0"
seed h264.mp4 $x264 -bf 2
seed h264-fragments.mp4 $x264 -g 3 -movflags +frag_keyframe+empty_moov+default_base_moof
seed h264-rotated.mov $x264
rotate h264-rotated-mov
seed h264-interlaced.mkv $x264 -flags +ildct+ilme
seed h264-10bit.mkv -c:v libx264 -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc
seed h264-audio.mp4 -f lavfi -i "sine=d=0.6" -shortest -c:a aac -b:a 16k $x264
seed h264.flv $x264
seed h264.ts $x264
seed h264.h264 $x264 -bsf:v h264_mp4toannexb
seed hevc.mp4 -c:v libx265 -pix_fmt yuv420p -x265-params log-level=none:info=0:pools=none:frame-threads=1 -tag:v hvc1
seed hevc.hevc -c:v libx265 -pix_fmt yuv420p -x265-params log-level=none:info=0
seed vp8.webm -c:v libvpx -b:v 40k -deadline realtime -cpu-used 8
seed vp8-alpha.webm -vf "format=yuva420p,geq=lum='lum(X,Y)':a='X*5'" -c:v libvpx -auto-alt-ref 0 -b:v 40k -deadline realtime -cpu-used 8
seed vp9.webm -c:v libvpx-vp9 -b:v 40k -deadline realtime -cpu-used 8
seed vp9.ivf -c:v libvpx-vp9 -b:v 40k -deadline realtime -cpu-used 8
seed av1.mp4 -c:v libaom-av1 -cpu-used 8 -b:v 40k -usage realtime
seed av1.obu -c:v libaom-av1 -cpu-used 8 -b:v 40k -usage realtime
seed image.avif -frames:v 1 -c:v libaom-av1 -still-picture 1 -cpu-used 8
seed mpeg1.mpg -r 25 -c:v mpeg1video -b:v 60k
seed mpeg2.ts -r 25 -c:v mpeg2video -b:v 60k -flags +ildct+ilme
seed mpeg2.vob -r 25 -c:v mpeg2video -b:v 60k -f vob
seed mpeg2.m2v -r 25 -c:v mpeg2video -b:v 60k
seed mpeg2.mxf -r 25 -frames:v 1 -c:v mpeg2video -b:v 60k
seed mpeg4.avi -c:v mpeg4 -bf 2 -b:v 60k
seed xvid.mkv -c:v mpeg4 -vtag xvid -b:v 60k
seed msmpeg4.avi -c:v msmpeg4 -b:v 60k
seed wmv2.wmv -c:v wmv2 -b:v 60k
seed h263.3gp -s 128x96 -frames:v 3 -c:v h263 -b:v 40k
seed flv1.flv -c:v flv -b:v 60k
seed theora.ogv -c:v libtheora -b:v 60k
seed mjpeg.mov -frames:v 3 -c:v mjpeg -q:v 20
seed mjpeg.avi -frames:v 3 -c:v mjpeg -q:v 20
seed mjpeg.mjpeg -frames:v 3 -c:v mjpeg -q:v 20
seed prores.mov -frames:v 2 -c:v prores_ks -profile:v 0
seed dnxhr.mov -s 256x120 -frames:v 1 -c:v dnxhd -profile:v dnxhr_lb
seed ffv1.mkv -frames:v 3 -c:v ffv1
seed huffyuv.avi -s 24x18 -frames:v 2 -c:v huffyuv
seed utvideo.avi -s 24x18 -frames:v 2 -c:v utvideo
seed qtrle.mov -frames:v 3 -pix_fmt argb -c:v qtrle
seed png.mov -frames:v 2 -c:v png
seed raw.avi -s 24x18 -frames:v 2 -c:v rawvideo -pix_fmt bgr24
seed raw.y4m -s 24x18 -frames:v 3 -pix_fmt yuv444p
seed raw.nut -s 24x18 -frames:v 2 -c:v rawvideo -pix_fmt yuv422p10le
seed cinepak.avi -frames:v 1 -c:v cinepak
seed rv20.rm -c:v rv20 -b:v 40k
seed zmbv.avi -frames:v 3 -c:v zmbv
seed flv1.swf -c:v flv -b:v 40k
seed animation.gif -loop 3
seed animation.webp -loop 2 -c:v libwebp_anim -quality 40
seed animation.apng -plays 2 -pix_fmt rgba
seed image.png -frames:v 1 -pix_fmt rgba
seed image.jpg -frames:v 1 -q:v 8
seed image.webp -frames:v 1 -c:v libwebp -quality 40
seed image.bmp -s 24x18 -frames:v 1
seed image.tiff -frames:v 1
seed image.jp2 -frames:v 1 -c:v jpeg2000
seed image.ppm -s 24x18 -frames:v 1
