import { ApiError, type ParleyApi, type RoomEntity } from "../sdk/mod.ts";

const pageRooms = 200;

/** The room of exactly this name, among those one may see. */
export async function findRoom(api: ParleyApi, name: string): Promise<RoomEntity | undefined> {
  for (let offset = 0;;) {
    const { rooms, total } = await api.rooms.list({ q: name, limit: pageRooms, offset });
    const found = rooms.find((room) => room.name === name);
    offset += rooms.length;
    if (found !== undefined || rooms.length === 0 || offset >= total) return found;
  }
}

/** The same, made where there is none. */
export async function findOrCreateRoom(api: ParleyApi, name: string): Promise<RoomEntity> {
  const found = await findRoom(api, name);
  if (found !== undefined) return found;
  try {
    return await api.rooms.create({ name });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "name_taken") throw error;
    // Somebody was faster, or it is a private room of others.
    const other = await findRoom(api, name);
    if (other === undefined) throw new ApiError("not_found", `${JSON.stringify(name)} is a private room: ask a member`);
    return other;
  }
}
