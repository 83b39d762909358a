/*
 * Requests as they went over the wire, from the official clients for Node and for browsers, with credentials made up for
 * the purpose: AKIDtmp, tmpkey and tmptoken. The last was in x-cos-security-token of each.
 */

export interface Captured {
  readonly client: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const captured: readonly Captured[] = [
  {
    client: 'Node, to an address',
    method: 'GET',
    url: '/?uploads=&prefix=abc%2Fdef%2Fvid.mp4',
    headers: {
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329383;1795330283&q-key-time=1795329383;1795330283&q-header-list=host&q-url-param-list=prefix;uploads&q-signature=6a9cdb0f5c855b44cabd084eaf2fdcbab9a5963f',
      host: '127.0.0.1:45969',
    },
  },
  {
    client: 'Node, to an address',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploads=',
    headers: {
      'cache-control': '',
      'content-type': '',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329383;1795330283&q-key-time=1795329383;1795330283&q-header-list=host&q-url-param-list=uploads&q-signature=6596d71062aa9d0e1d698ba07817ca10bb00697a',
      host: '127.0.0.1:45969',
      'content-length': '0',
    },
  },
  {
    client: 'Node, to an address',
    method: 'PUT',
    url: '/abc/def/vid.mp4?partNumber=3&uploadId=UPLOADID1',
    headers: {
      'content-md5': '/3xdiNTHvytfzFi7uRaQjA==',
      'content-length': '524288',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329383;1795330283&q-key-time=1795329383;1795330283&q-header-list=content-length;content-md5;host&q-url-param-list=partnumber;uploadid&q-signature=d85df837131e69fcbf9167582998e156672ccf5b',
      host: '127.0.0.1:45969',
      'content-type': 'video/mp4',
    },
  },
  {
    client: 'Node, to an address',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploadId=UPLOADID1',
    headers: {
      'content-type': 'application/xml',
      'content-md5': '6072u8XXBpyiboFpRt0ZDw==',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329383;1795330283&q-key-time=1795329383;1795330283&q-header-list=content-md5;host&q-url-param-list=uploadid&q-signature=81618439e404a135c882484043fde643ab72dc59',
      host: '127.0.0.1:45969',
      'content-length': '339',
    },
  },
  {
    client: 'Node, to a virtual host',
    method: 'GET',
    url: '/?uploads=&prefix=abc%2Fdef%2Fvid.mp4',
    headers: {
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329381;1795330281&q-key-time=1795329381;1795330281&q-header-list=host&q-url-param-list=prefix;uploads&q-signature=161e6d310d2b3cb95648aafa899c786c2c68ca3b',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
    },
  },
  {
    client: 'Node, to a virtual host',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploads=',
    headers: {
      'cache-control': '',
      'content-type': '',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329381;1795330281&q-key-time=1795329381;1795330281&q-header-list=host&q-url-param-list=uploads&q-signature=38b612aecb8964bf7957779418325a268367121e',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
      'content-length': '0',
    },
  },
  {
    client: 'Node, to a virtual host',
    method: 'PUT',
    url: '/abc/def/vid.mp4?partNumber=1&uploadId=UPLOADID1',
    headers: {
      'content-md5': 'idzTmKULfSx7NiN53Jah3A==',
      'content-length': '614400',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329381;1795330281&q-key-time=1795329381;1795330281&q-header-list=content-length;content-md5;host&q-url-param-list=partnumber;uploadid&q-signature=cb326b0e01f2f1fce3f8fd65a3b296a41cd914ee',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
      'content-type': 'video/mp4',
    },
  },
  {
    client: 'Node, to a virtual host',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploadId=UPLOADID1',
    headers: {
      'content-type': 'application/xml',
      'content-md5': 'e+oHQubAIza/DxzwYcWJzQ==',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329381;1795330281&q-key-time=1795329381;1795330281&q-header-list=content-md5;host&q-url-param-list=uploadid&q-signature=d6ea060edb4f6d59623ef45fa4b01357a8476c06',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
      'content-length': '147',
    },
  },
  {
    client: 'browser, to a virtual host',
    method: 'GET',
    url: '/?uploads&prefix=abc%2Fdef%2Fvid.mp4',
    headers: {
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329533;1795331333&q-key-time=1795329533;1795331333&q-header-list=&q-url-param-list=prefix;uploads&q-signature=ddab4943b9c778e55baee1e2113f4ffefd053973',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
    },
  },
  {
    client: 'browser, to a virtual host',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploads',
    headers: {
      'cache-control': '',
      'content-type': 'video/mp4',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329533;1795331333&q-key-time=1795329533;1795331333&q-header-list=&q-url-param-list=uploads&q-signature=2ac4dd1e12434a4f362aeda62f11c398dc01bf19',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
      'content-length': '0',
    },
  },
  {
    client: 'browser, to a virtual host',
    method: 'PUT',
    url: '/abc/def/vid.mp4?partNumber=2&uploadId=UPLOADID1',
    headers: {
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329533;1795331333&q-key-time=1795329533;1795331333&q-header-list=content-length&q-url-param-list=partnumber;uploadid&q-signature=5bdeb5d869a5e38ed641f16a591f45643d5274be',
      'content-type': 'text/plain;charset=UTF-8',
      'content-length': '1048576',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
    },
  },
  {
    client: 'browser, to a virtual host',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploadId=UPLOADID1',
    headers: {
      'content-type': 'application/xml',
      'content-md5': 'v+P6/GVMtnF7RahkqZ8Gww==',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329533;1795331333&q-key-time=1795329533;1795331333&q-header-list=content-md5&q-url-param-list=uploadid&q-signature=2b18f9ba07b0425de3b273ecfcda78b1563fdccf',
      'content-length': '298',
      host: 'vodfake-1256768367.cos.ap-guangzhou.myqcloud.com',
    },
  },
  {
    client: 'browser, to an address',
    method: 'GET',
    url: '/?uploads&prefix=abc%2Fdef%2Fvid.mp4',
    headers: {
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329488;1795331288&q-key-time=1795329488;1795331288&q-header-list=&q-url-param-list=prefix;uploads&q-signature=ea9ab1bdeb2486827bdeb1efb846c8fc45b37ba3',
      host: '127.0.0.1:41657',
    },
  },
  {
    client: 'browser, to an address',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploads',
    headers: {
      'cache-control': '',
      'content-type': 'video/mp4',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329488;1795331288&q-key-time=1795329488;1795331288&q-header-list=&q-url-param-list=uploads&q-signature=33f3f80f7cee88d1912d3f5e73b47d2d1766bf3f',
      host: '127.0.0.1:41657',
      'content-length': '0',
    },
  },
  {
    client: 'browser, to an address',
    method: 'PUT',
    url: '/abc/def/vid.mp4?partNumber=1&uploadId=UPLOADID1',
    headers: {
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329488;1795331288&q-key-time=1795329488;1795331288&q-header-list=content-length&q-url-param-list=partnumber;uploadid&q-signature=705ce4211e1bedcc533379e0b1e8e417f03ba2c2',
      'content-type': 'text/plain;charset=UTF-8',
      'content-length': '307200',
      host: '127.0.0.1:41657',
    },
  },
  {
    client: 'browser, to an address',
    method: 'POST',
    url: '/abc/def/vid.mp4?uploadId=UPLOADID1',
    headers: {
      'content-type': 'application/xml',
      'content-md5': 'oMZYUfMievsA0BXxUL5vXQ==',
      authorization:
        'q-sign-algorithm=sha1&q-ak=AKIDtmp&q-sign-time=1795329488;1795331288&q-key-time=1795329488;1795331288&q-header-list=content-md5&q-url-param-list=uploadid&q-signature=cd7d8759083cc3cd81a2622eaef0e97b152e80ee',
      'content-length': '202',
      host: '127.0.0.1:41657',
    },
  },
];
