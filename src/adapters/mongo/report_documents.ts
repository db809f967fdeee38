import type { Collection, Db } from "mongodb";
import type { Report } from "../../ports/reports.ts";

export interface ReportDocument extends Omit<Report, "id"> {
  readonly _id: string;
  /** When it was opened, and its id: in its order is in order of time. */
  readonly place: string;
}

export interface ReportCollections {
  readonly reports: Collection<ReportDocument>;
}

export function reportCollections(db: Db): ReportCollections {
  return { reports: db.collection("reports") };
}

export async function ensureReportIndexes({ reports }: ReportCollections): Promise<void> {
  await reports.createIndexes([
    { key: { room: 1, seq: 1 }, name: "open", unique: true, partialFilterExpression: { state: "open" } },
    { key: { room: 1, seq: 1, state: 1 }, name: "message" },
    { key: { room: 1, state: 1, place: -1 }, name: "room_state_place" },
    { key: { state: 1, place: -1 }, name: "state_place" },
    { key: { author: 1 }, name: "author" },
    { key: { "voices.user.id": 1 }, name: "voices" },
  ]);
}
