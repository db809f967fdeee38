import { createDataExport } from "./chat/data_export.ts";
import { createErasure } from "./chat/erasure.ts";
import { createErasureActions, type ErasureActions } from "./chat/erasure_actions.ts";
import { createExportActions, type ExportActions } from "./chat/export_actions.ts";
import { Retention, type RetentionSettings } from "./chat/retention.ts";
import { JobRunner } from "./chat/job_runner.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import type { TokenAuthority } from "./chat/token_authority.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { PasswordHasher } from "./ports/password_hasher.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

export interface LeavingDeps {
  readonly store: Store;
  readonly tokens: TokenAuthority;
  readonly live: LiveRooms;
  readonly hasher: PasswordHasher;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly nextId: () => Id;
  readonly limits: () => RetentionSettings;
  /** A room was deleted. */
  readonly deleted: () => void;
}

/** What does not stay: one's own data, to take along and to leave nothing behind, and what is too old. */
export interface Leaving {
  readonly runner: JobRunner;
  readonly retention: Retention;
  readonly exports: ExportActions;
  readonly erasures: ErasureActions;
}

export function createLeaving(deps: LeavingDeps): Leaving {
  const { store, clock } = deps;
  const erasure = createErasure(deps);
  const work = { export: createDataExport({ store, clock }), erase: erasure.step };
  const runner = new JobRunner({ ...deps, jobs: store.jobs, work });
  const requested = (): void => runner.kick();
  return {
    runner,
    retention: new Retention({ ...deps, settings: deps.limits }),
    exports: createExportActions({ ...deps, jobs: store.jobs, requested }),
    erasures: createErasureActions({ ...deps, ...store, erasure, requested }),
  };
}
