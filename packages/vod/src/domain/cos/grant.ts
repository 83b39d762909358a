/** Leave to put objects, for a while: what temporary credentials stand for. */
export interface Grant {
  /** Of the upload session; names the folder of its bytes. 32 lower-case hex digits. */
  readonly sessionKey: string;
  /** HMAC key of the temporary credentials. */
  readonly secretKey: string;
  /** What `x-cos-security-token` must be. */
  readonly token: string;
  /** The object keys that may be written, without a slash at the beginning: the media's, and the cover's if one was announced. */
  readonly paths: readonly string[];
  /** Bytes that some of these may have at most, where that is less than usual. */
  readonly largest?: { readonly [path: string]: number };
  readonly expireTime: Date;
}

export interface Grants {
  /** By the SecretId of the temporary credentials; undefined when there is none, or it is over. */
  find(secretId: string): Promise<Grant | undefined>;
}
