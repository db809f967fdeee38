/**
 * The catalogue of close codes. The number alone says what a client does next:
 * 1001, 1011, 1012, 1013 and 4405 to 4499: come back after a jittered delay; 4401: come back with a new token;
 * 1002 to 1009, 4400 and 4402 to 4404: do not come back by itself, something must change first.
 */
export const closeCatalogue = {
  goingAway: { code: 1001, comeBack: true, reason: "draining" },
  protocol: { code: 1002, comeBack: false, reason: "protocol error" },
  binary: { code: 1003, comeBack: false, reason: "text frames only" },
  badUtf8: { code: 1007, comeBack: false, reason: "invalid UTF-8" },
  policy: { code: 1008, comeBack: false, reason: "policy" },
  tooBig: { code: 1009, comeBack: false, reason: "frame too big" },
  internal: { code: 1011, comeBack: true, reason: "internal error" },
  degraded: { code: 1013, comeBack: true, reason: "degraded" },
  badFrames: { code: 4400, comeBack: false, reason: "too many bad frames" },
  credentialsOver: { code: 4401, comeBack: true, reason: "token expired or revoked" },
  banned: { code: 4403, comeBack: false, reason: "banned" },
  slowConsumer: { code: 4408, comeBack: true, reason: "slow consumer" },
  rate: { code: 4429, comeBack: true, reason: "rate limited" },
} as const;

export type CloseName = keyof typeof closeCatalogue;
