/** The cause of a failed request, and what to do about it. */
interface NetworkFailure {
  detail: string;
  suggestion?: string;
}

/** Describes an error of a socket, of TLS or of the HTTP parser by its code. Unknown errors keep their message. */
export function describeNetworkError(error: unknown, url: URL): NetworkFailure {
  const { code = '', message, rawPacket } = error as NodeJS.ErrnoException & { rawPacket?: Uint8Array };
  const at = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  const known = connectionFailure(code, at, url.hostname) ?? certificateFailure(code, at);
  if (known !== undefined) return known;
  if (isPlainHttp(code, message)) {
    return {
      detail: `the server at ${at} does not use https`,
      suggestion: 'Use http:// instead of https://, or the https port of the server.',
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return { detail: `the TLS handshake with ${at} failed` };
  // An https server answers a plain HTTP request with a TLS alert.
  if (code.startsWith('HPE_') && rawPacket?.[0] === TLS_ALERT) {
    return {
      detail: `the server at ${at} uses https`,
      suggestion: 'Use https:// instead of http://, or the http port of the server.',
    };
  }
  if (code.startsWith('HPE_')) return { detail: `the server at ${at} does not use HTTP` };
  // If IPv4 and IPv6 both fail, the error of Node has a code but no message.
  return { detail: message || code || String(error) };
}

const TLS_ALERT = 0x15;

function connectionFailure(code: string, at: string, host: string): NetworkFailure | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        detail: `connection to ${at} refused`,
        suggestion: 'Check the host and the port, and that the server is running.',
      };
    case 'ENOTFOUND':
      return { detail: `host ${host} not found`, suggestion: 'Check the host name and the network connection.' };
    case 'EAI_AGAIN':
      return { detail: `host ${host} could not be resolved: the name server does not respond` };
    case 'ECONNRESET':
    case 'EPIPE':
      return { detail: `the server at ${at} closed the connection` };
    case 'ETIMEDOUT':
      return { detail: `${at} does not respond` };
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
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an untrusted authority',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an untrusted authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an untrusted authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an untrusted authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host',
};

function certificateFailure(code: string, at: string): NetworkFailure | undefined {
  const why = Object.hasOwn(certificates, code) ? certificates[code] : undefined;
  if (why === undefined) return undefined;
  const detail = `the certificate of ${at} ${why}`;
  if (!/SIGNED|ISSUER|SIGNATURE/.test(code))
    return { detail, suggestion: 'Check the host name and the clock of this machine.' };
  return {
    detail,
    suggestion: 'To trust the certificate, set NODE_EXTRA_CA_CERTS to a PEM file with it.',
  };
}

function isPlainHttp(code: string, message: string): boolean {
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' || (code === 'EPROTO' && /wrong version number/i.test(message));
}
