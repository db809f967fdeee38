import type { Document } from "mongodb";
import { reportVoicesMax } from "../../limits.ts";
import type { NewReport, Report, Reports, ReportVoice } from "../../ports/reports.ts";
import type { Calls } from "./calls.ts";
import type { Collections } from "./documents.ts";
import { refusingIndex } from "./failure.ts";
import { recorded } from "./recorded.ts";
import type { ReportDocument } from "./report_documents.ts";

/** A report is one document with its voices: what is added to it is added whole, and once. */
export function createReports(collections: Collections, calls: Calls): Reports {
  const { reports } = collections;

  /** `undefined`: somebody else was faster, so that it is to be tried again. */
  async function put({ id, ...report }: NewReport, voice: ReportVoice): Promise<boolean | undefined> {
    const { room, seq } = report;
    const message = { room, seq };
    if (await reports.findOne({ ...message, "voices.user.id": voice.user.id }) !== null) return false;
    const open = { ...message, state: "open" as const };
    const unheard = { "voices.user.id": { $ne: voice.user.id }, [`voices.${reportVoicesMax - 1}`]: { $exists: false } };
    const { matchedCount } = await reports.updateOne({ ...open, ...unheard }, { $push: { voices: voice } });
    if (matchedCount === 1) return true;
    if (await reports.findOne({ ...open, [`voices.${reportVoicesMax - 1}`]: { $exists: true } }) !== null) return false;
    try {
      await reports.insertOne({ _id: id, place: `${voice.at} ${id}`, ...report, state: "open", voices: [voice] });
      return true;
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
      return undefined;
    }
  }

  return {
    put: (report, voice) => calls.run((call) => calls.repeat(call, () => put(report, voice))),
    byId: (id) => calls.run(async () => reportOf(await reports.findOne({ _id: id }))),
    find: ({ state, room, notAbout, before, limit }) =>
      calls.run(async () => {
        const last = before === undefined ? undefined : await reports.findOne({ _id: before });
        if (last === null) return [];
        const wanted = {
          state,
          ...(room !== undefined && { room }),
          ...(notAbout !== undefined && { author: { $ne: notAbout } }),
          ...(last !== undefined && { place: { $lt: last.place } }),
        };
        const found = await reports.find(wanted).sort({ place: -1 }).limit(limit).toArray();
        return found.map((document) => reportOf(document)!);
      }),
    decide: (id, state, decision, record) =>
      calls.run(() =>
        recorded(collections, record, async (within) => {
          const decided = await reports.findOneAndUpdate(
            { _id: id, state: "open" },
            { $set: { state, decision }, $unset: { message: "" } },
            { returnDocument: "after", ...within },
          );
          const answer = reportOf(decided ?? await reports.findOne({ _id: id }, within));
          return { answer, changed: decided !== null };
        })
      ),
    forget: (user) =>
      calls.run(async () => {
        await reports.deleteMany({ author: user });
        const theirs: Document = { voices: { "user.id": user } };
        await reports.updateMany({ "voices.user.id": user }, { $pull: theirs });
      }),
  };
}

function reportOf(found: ReportDocument | null): Report | undefined {
  if (found === null) return undefined;
  const { _id: id, place: _, ...report } = found;
  return { id, ...report };
}
