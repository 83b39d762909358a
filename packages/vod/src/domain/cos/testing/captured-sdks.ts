import type { Captured } from './captured.js';

/** A recorded request, with temporary credentials of a test service. */
export interface CapturedSdk extends Captured {
  readonly secretKey: string;
}

/*
 * Recorded requests of the official upload SDKs to the object store. Headers that are neither signed nor needed by the tests are
 * left out.
 */
export const capturedSdks: readonly CapturedSdk[] = [
  {
    client: 'vod-go-sdk with cos-go-sdk-v5 0.7.25',
    secretKey: 'f37b949a7a9364113ae8998a16a16c67',
    method: 'PUT',
    url: '/1500000000%2Fe7f80c764c94321b3ff21ccc75486088%2F8cd15ae492521ea2f958bccde0dbc36a.mp4?partNumber=1&uploadId=f675365a9ab62cb73824a011c6c4f9bc783688aec48a13b4',
    headers: {
      'content-length': '1048576',
      host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': 'b36a926cdb5ab1ef7d7ca0054426809ef9478ec820d2cbd198064962710b7894',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKID930d0348e17fd46e300f8797df3a8e89&q-sign-time=1795885662;1795889262&q-key-time=1795885662;1795889262&q-header-list=content-length;host&q-url-param-list=partnumber;uploadid&q-signature=207d19f72ffa2df0f825bef2281bf91d1980d604',
    },
  },
  {
    client: 'vod-go-sdk with cos-go-sdk-v5 0.7.75',
    secretKey: '29b191aadf421474e8e1994802639dca',
    method: 'PUT',
    url: '/1500000000%2F20da09551b9b4670a62dc082730949af%2Fe0051f3cfdc9f32722b01faacd6eaf2b.mp4',
    headers: {
      'content-length': '1284325',
      host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': 'f12399e5c7c5a991bceb7c417878b860b9738d6a4b04b3c7876f705422f6136a',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDa3f8a778ac8ec77d8dbd770e0f11d897&q-sign-time=1795885664;1795889264&q-key-time=1795885664;1795889264&q-header-list=content-length;host;x-cos-security-token&q-url-param-list=&q-signature=6b8500d3bce6274130a884eec57fe0cb5e9dcd5b',
    },
  },
  {
    client: 'vod-php-sdk-v5 with cos-sdk-v5 2.6.16',
    secretKey: '06e0ea5371041ae05fb1bb6d9c095f07',
    method: 'PUT',
    url: '//1500000000/a979504344626b8cb759dc4702586f9c/3c0d08308e0c234edb79c95a46b550f0.mp4?partNumber=1&uploadId=bed25283ad353a1d4b82abd205776eb91ebabf8fea70044a',
    headers: {
      'content-length': '5242880',
      'content-md5': 'pDkIfCb6d8AK5TMVg+tU5w==',
      host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': '64bac9b5451d0285b4b0bfdd548eae25f593e220edf5efb186b637ce877c7f83',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKID200ba6310a0b8593e0897e0edde83ea1&q-sign-time=1795886104;1795887964&q-key-time=1795886104;1795887964&q-header-list=content-length;content-md5;host&q-url-param-list=partnumber;uploadid&q-signature=3ed470f9af7f731f7d82e83dc4cc422a9c7eed77',
    },
  },
  {
    client: 'vod-java-sdk with cos_api 5.6.9',
    secretKey: 'd522c51be3331e2b59c3debcccad09e8',
    method: 'PUT',
    url: '/1500000000/05f6ed30da9af7b7ffd53bdf83f59556/b06f290f0abad9b7add09b1c503585e5.mp4?uploadId=54abbdb40ee1050a17c522fc03868f6b863dc7d2e5768c90&partNumber=1',
    headers: {
      host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': '02fd2a469ad59b56530b6eb16304dd435f37797b35bf4915e8c312b2fb8b8685',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKID307f4b439648fd7553145ce60a3fd63f&q-sign-time=1795886760;1795890360&q-key-time=1795886760;1795890360&q-header-list=&q-url-param-list=partnumber;uploadid&q-signature=ff754ee02178df766a94d73e153c1e8ba469b843',
    },
  },
  {
    client: 'vod-java-sdk with cos_api 5.6.255.1',
    secretKey: 'c01730d6425d0f78ad5104b22f77dc0b',
    method: 'POST',
    url: '/1500000000/240225dd7354314c3f4077754334d258/0a5a5df037c5fc3a2b155afa7187db1a.mp4?uploadId=e3adc189e272e54700e649073d23843f68440a831c84c285',
    headers: {
      'content-length': '723',
      'content-type': 'application/xml',
      host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': 'a96aadd0c9d36ef5de0cebab0d918b827d0092b36ed747b94a4cb45fa5bd1936',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKID39a3c64629f2788532864db5985f6054&q-sign-time=1795886992;1795890592&q-key-time=1795886992;1795890592&q-header-list=content-length;content-type;host&q-url-param-list=uploadid&q-signature=c089416230f8e69f373da66d72833287a65124ab',
    },
  },
  {
    client: 'vod-python-sdk with cos-python-sdk-v5 1.9.41',
    secretKey: '842e37f6e01fe9bf8954409eb1a3d9ca',
    method: 'GET',
    url: '/?uploads=&prefix=1500000000%2Ff8f955b658e73b84c8a376eddbba27dd%2F01b1953264d81dccb9d3aeff60e4878d.mp4&delimiter=&key-marker=&upload-id-marker=&max-uploads=1000&encoding-type=url',
    headers: {
      host: 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': '0cb14b10359b65ee9589823879230de1a3494b353319b877e3228973253b8d58',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKID85acbc5518c4e7b31a4021a2a5b70119&q-sign-time=1795887288;1795897348&q-key-time=1795887288;1795897348&q-header-list=host;x-cos-security-token&q-url-param-list=delimiter;encoding-type;key-marker;max-uploads;prefix;upload-id-marker;uploads&q-signature=25e32dca87b38069a03500b3281130038a4a77ca',
    },
  },
  {
    client: 'vod-wx-sdk-v2 1.0.3',
    secretKey: '3bf9ca2f8f20609de1cfe564feb6c1ea',
    method: 'PUT',
    url: '/1500000000/74d1ac32e31ef449c3f0106641b8e3b9/fc4bfe9cc64f3fa5a333de734fdab6dd.png?partNumber=1&uploadId=0262276f8fcca9f69b161f13d1217b5752fdd722bcfac18b',
    headers: {
      'content-length': '7015',
      'content-md5': 'P+41BjaVqY9GyD6wBITV7A==',
      host: 'vod2.qcloud.com',
      'vod-forward-cos': 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-security-token': 'e149af74eebdd7015821ba47195a658766811bfd2e750b32d5b625700d2c955a',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDac49b7e16955e900ccebc04b9fa90d97&q-sign-time=1795887214;1795908814&q-key-time=1795887214;1795908814&q-header-list=content-length;content-md5;host&q-url-param-list=partnumber;uploadid&q-signature=906d7197a6a3a1b99dc2625a3b86f30a1f6f1902',
    },
  },
];
