/** Why a request failed, and what to try. */
export interface NetworkWords {
  detail: string;
  suggestion?: string;
}

/** Describes an error of Node's sockets, TLS or HTTP parser by its code. Unknown errors keep their message. */
export function networkWords(error: unknown, url: URL): NetworkWords {
  const { code = '', message, rawPacket } = error as NodeJS.ErrnoException & { rawPacket?: Uint8Array };
  const at = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  const words = connecting(code, at, url.hostname) ?? certificate(code, at);
  if (words !== undefined) return words;
  if (isPlainHttp(code, message)) {
    return {
      detail: `the server at ${at} does not speak https; try http://`,
      suggestion: 'Write http:// instead of https://, or give the port that speaks https.',
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return { detail: `the TLS handshake with ${at} failed` };
  // A TLS alert: what a server of https answers to plain HTTP.
  if (code.startsWith('HPE_') && rawPacket?.[0] === TLS_ALERT) {
    return {
      detail: `the server at ${at} speaks https; try https://`,
      suggestion: 'Write https:// instead of http://, or give the port that speaks http.',
    };
  }
  if (code.startsWith('HPE_')) return { detail: `the server at ${at} does not speak HTTP` };
  // Node joins the failures of both address families into an error without a message.
  return { detail: message || code || String(error) };
}

const TLS_ALERT = 0x15;

function connecting(code: string, at: string, host: string): NetworkWords | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return { detail: `nothing listens at ${at}`, suggestion: 'Check the host and the port, and start the server.' };
    case 'ENOTFOUND':
      return { detail: `there is no host ${host}`, suggestion: 'Check the name of the host, and the connection.' };
    case 'EAI_AGAIN':
      return { detail: `the name ${host} could not be looked up; the name server does not answer` };
    case 'ECONNRESET':
    case 'EPIPE':
      return { detail: `the server at ${at} closed the connection` };
    case 'ETIMEDOUT':
      return { detail: `${at} does not answer` };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { detail: `${host} cannot be reached from this network` };
    default:
      return undefined;
  }
}

const certificates: Readonly<Record<string, string | undefined>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'is revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that is not trusted here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host',
};

function certificate(code: string, at: string): NetworkWords | undefined {
  const why = Object.hasOwn(certificates, code) ? certificates[code] : undefined;
  if (why === undefined) return undefined;
  const detail = `the certificate of ${at} ${why}`;
  if (!/SIGNED|ISSUER|SIGNATURE/.test(code))
    return { detail, suggestion: 'Check the host and the date of this machine.' };
  return {
    detail,
    suggestion: 'To trust it, name a PEM file with its certificate in the variable NODE_EXTRA_CA_CERTS.',
  };
}

function isPlainHttp(code: string, message: string): boolean {
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' || (code === 'EPROTO' && /wrong version number/i.test(message));
}
