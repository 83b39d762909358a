/** What temporary credentials permit. */
export interface Grant {
  /** Key of the upload session, which names the folder of its files. 32 lower-case hex digits. */
  readonly sessionKey: string;
  /** The application of the upload. */
  readonly subAppId: number;
  /** HMAC key of the temporary credentials. */
  readonly secretKey: string;
  /** Required value of `x-cos-security-token`. */
  readonly token: string;
  /** Object keys that may be written, without a leading slash: the media file, and the cover if one was announced. */
  readonly paths: readonly string[];
  /** Smaller size limits of some of these objects, bytes. */
  readonly largest?: { readonly [path: string]: number };
  readonly expireTime: Date;
}

export interface Grants {
  /** @param secretId of the temporary credentials @returns undefined for unknown and expired credentials */
  find(secretId: string): Promise<Grant | undefined>;
  /** Whether the key pair that opened the upload session may no longer upload. Default: never. */
  isRevoked?(sessionKey: string): Promise<boolean>;
}
