import type { Id } from "../../protocol/id.ts";
import type { BatchDocument, Collections, UncountedDocument } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

type Numbers = Pick<Collections, "uncounted">;

/** How many entries up to this seq are no messages, once those up to there are numbered. */
export async function uncountedUpTo({ uncounted }: Numbers, room: Id, seq: number): Promise<number> {
  const last = await uncounted.find({ room, seq: { $gt: 0, $lte: seq } }).sort({ seq: -1 }).limit(1).next();
  return last?.number ?? 0;
}

/**
 * Numbers the entries of a batch that are no messages, when those of all batches before it are. What it writes is a function
 * of the log alone: several may do it at once, and again. Answers how many there are up to a seq of the batch.
 */
export async function numberBatch(
  numbers: Numbers,
  { room, from, entries }: Pick<BatchDocument, "room" | "from" | "entries">,
): Promise<(seq: number) => number> {
  const others = entries.filter(({ type }) => type !== "text");
  const before = await uncountedUpTo(numbers, room, from - 1);
  const documents = others.map(({ seq, type }, i): UncountedDocument => ({
    _id: `${room}${seq}`,
    room,
    seq,
    type,
    number: before + i + 1,
  }));
  await put(numbers, documents);
  return (seq) => before + others.filter((other) => other.seq <= seq).length;
}

async function put({ uncounted }: Numbers, documents: readonly UncountedDocument[]): Promise<void> {
  if (documents.length === 0) return;
  try {
    await uncounted.insertMany(documents, { ordered: false });
  } catch (error) {
    // Somebody else has numbered some of them, just so.
    if (refusingIndex(error) === undefined) throw error;
  }
}

/** Numbers the entries of rooms that were made before entries were numbered. With no other node at work. */
export async function numberOldRooms({ rooms, log, uncounted }: Collections): Promise<void> {
  for await (const { _id: room, folded } of rooms.find({ uncounted: { $exists: false } })) {
    let number = 0;
    const batches = log.find({ room, to: { $gt: 0, $lte: folded } }, {
      projection: { room: 1, from: 1, "entries.seq": 1, "entries.type": 1 },
    });
    for await (const batch of batches.sort({ to: 1 })) {
      number = (await numberBatch({ uncounted }, batch))(folded);
    }
    await rooms.updateOne({ _id: room, uncounted: { $exists: false } }, { $set: { uncounted: number } });
  }
}
