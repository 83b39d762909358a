/*
 * EventContent on the wire, without EventHandle. Tasks and media in it are the wire objects of their own modules.
 */

interface FileUploadEvent {
  readonly FileId: string;
  /** MediaBasicInfo */
  readonly MediaBasicInfo: object;
  /** Empty: no task was started. */
  readonly ProcedureTaskId: string;
  readonly ReviewAudioVideoTaskId: string;
  /** MediaMetaData */
  readonly MetaData: object | null;
}

/** PullUploadTask */
export interface PullCompleteEvent {
  readonly TaskId: string;
  readonly Status: 'PROCESSING' | 'FINISH';
  readonly ErrCode: 0 | 40000 | 60000 | 70000;
  readonly Message: string;
  /** Empty when the pull failed. */
  readonly FileId: string;
  readonly MediaBasicInfo: object | null;
  readonly MetaData: object | null;
  readonly FileUrl: string;
  readonly ProcedureTaskId: string;
  readonly ReviewAudioVideoTaskId: string;
  readonly SessionContext: string;
  readonly SessionId: string;
  /** 0 to 100. */
  readonly Progress: number;
}

interface FileDeleteEvent {
  readonly FileIdSet: readonly string[];
  readonly FileDeleteResultInfo: readonly {
    readonly FileId: string;
    /** Definition is 0 for parts without a template. */
    readonly DeleteParts: readonly { readonly Type: string; readonly Definition: number }[];
  }[];
}

/** An event: its type, and the member for this type. */
export type Event =
  // The contract spells the type with "Changed" and the member with "Change". The member is a ProcedureTask.
  | { readonly EventType: 'ProcedureStateChanged'; readonly ProcedureStateChangeEvent: object }
  | { readonly EventType: 'NewFileUpload'; readonly FileUploadEvent: FileUploadEvent }
  | { readonly EventType: 'PullComplete'; readonly PullCompleteEvent: PullCompleteEvent }
  | { readonly EventType: 'FileDeleted'; readonly FileDeleteEvent: FileDeleteEvent };

export type EventType = Event['EventType'];
