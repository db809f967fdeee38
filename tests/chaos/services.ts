import { mongoMissing } from "../adapters/mongo/mongo_tests.ts";
import { redisMissing } from "../support/redis_server.ts";

/** Why there can be no cluster here; `undefined`: there can. On CI nothing is missing: there its want is a failure. */
export const serviceMissing: string | undefined = mongoMissing ?? redisMissing;
