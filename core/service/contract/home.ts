import type { Call, DeviceName, Nothing, Range, Slice } from './call.ts';

export interface HomeCalls {
  'home.doctor': Call<Nothing, DoctorReport>;
  /** What a first start shows: the machine, what it can build, and the sample. */
  'home.welcome': Call<Nothing, Welcome>;
  'home.backup': Call<FileInput, BackupResult>;
  'home.restore': Call<FileInput, RestoreResult>;
  /**
   * Moves the data folder: copied and checked, then a note in the old place leads to the new one, which is worked with from
   * then on. What is in the old place stays. Stopping leaves everything where it was.
   */
  'home.move': Call<{ readonly folder: string }, HomeMoveResult>;
  /** Works with the folder again that the home was moved from, as it was then. What is here now stays where it is. */
  'home.moveBack': Call<Nothing, HomeBackResult>;
  /** Deletes what is left in the folder that the home was moved from, but for the note that leads here. */
  'home.removePrevious': Call<Nothing, { readonly folder: string }>;
  /** Moves the models folder: copied, checked, then switched; the old one goes last. Stopping leaves everything where it was. */
  'home.moveModels': Call<{ readonly folder: string }, MoveResult>;
  /** Never ends by itself: tells changes until its signal is aborted. */
  'home.watch': Call<Nothing, null>;
  /** For a person to send: versions, machine, jobs' errors, log. Nothing of the manuals or chats. */
  'home.report': Call<Nothing, { readonly text: string }>;
  /** The newest lines of `logs/stockpot.log`, the oldest of them first. Nothing of the manuals or chats. */
  'home.log': Call<
    { /** 1 to 500; 200 when not given. */ readonly lines?: number },
    { readonly lines: readonly string[] }
  >;
  'settings.show': Call<Nothing, Settings>;
  'settings.change': Call<Partial<Settings>, Settings>;
  'connection.list': Call<Range, Slice<Connection>>;
}

export interface Settings {
  /** Nothing is fetched, whatever is asked for. */
  readonly offline: boolean;
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'de' | 'zh';
  readonly device: DeviceName;
  /** Whether builds that were cut off go on at the next start. */
  readonly resumeAtStart: boolean;
  /** The base model of new builds; null: the default one. */
  readonly model: string | null;
  readonly welcomed: boolean;
}

/** One network connection tried, or refused because the program was told to stay offline. */
export interface Connection {
  readonly id: number;
  readonly at: string;
  readonly url: string;
  readonly purpose: string;
  readonly outcome: 'done' | 'failed' | 'refused';
  readonly message: string | null;
}

export interface Welcome {
  readonly machine: Machine;
  readonly devices: readonly Device[];
  /** The best base model that this machine can train. */
  readonly model: string;
  readonly sample: { readonly path: string; readonly title: string; readonly pages: number };
}

export interface FileInput {
  readonly path: string;
}

export interface Machine {
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
}

export interface Device {
  readonly name: string;
  readonly usable: boolean;
  readonly detail: string;
  /** Why it is not usable: `other-system`, `no-driver`, `no-library`, `no-graphics`, `no-engine`. */
  readonly reason?: string;
}

export interface DoctorReport {
  readonly ok: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly devices: readonly Device[];
  /** `home`, `models`; `owner`, where a process owns the home; `previous`, where the home that was moved still lies. */
  readonly folders: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
}

export interface BackupResult {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

export interface RestoreResult {
  readonly home: string;
  readonly files: number;
  /** Where the home that was there before lies now; null when there was none. */
  readonly previous: string | null;
}

export interface MoveResult {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

export interface HomeMoveResult extends MoveResult {
  /** Where everything was, and still is. */
  readonly previous: string;
}

export interface HomeBackResult {
  readonly home: string;
  /** Where everything was that was left. */
  readonly left: string;
}
