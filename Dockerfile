# Two stages: the first fetches what the lock names, the second only runs it.
FROM denoland/deno:2.9.6 AS build
WORKDIR /app
ENV DENO_DIR=/deno-dir
COPY deno.json deno.lock ./
COPY src src
COPY clients/web/dist clients/web/dist
COPY clients/embed/dist clients/embed/dist
# The Workers are roots of their own: no import leads to them.
RUN deno cache --frozen src/main.ts src/adapters/sqlite/worker.ts src/adapters/system/password_hasher_worker.ts \
  src/adapters/photon/preview_worker.ts && mkdir /data && chown 1993:1993 /data && chmod 700 /data

FROM denoland/deno:distroless-2.9.6
WORKDIR /app
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 HOST=0.0.0.0 PORT=8080 DATA_DIR=/data LOG_FORMAT=json
COPY --from=build /deno-dir /deno-dir
COPY --from=build /app /app
COPY --from=build --chown=1993:1993 /data /data
# The id of the user "deno" in the images of the runtime.
USER 1993:1993
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["deno", "run", "--no-prompt", "--cached-only", "--allow-net=127.0.0.1", "--allow-env=PORT", "src/config/health_probe.ts"]
# Reads its code and its data, writes its data, opens sockets; runs nothing.
ENTRYPOINT ["deno", "run", "--no-prompt", "--cached-only", "--frozen", "--v8-flags=--max-semi-space-size=16", \
  "--allow-net", "--allow-read=/app,/deno-dir,/data", "--allow-write=/data", "--allow-sys=cpus", "--ignore-env", \
  "--allow-env=HOST,PORT,DATA_DIR,STORE_URL,BROKER_URL,UPSTASH_REDIS_REST_URL,UPSTASH_REDIS_REST_TOKEN,LISTENER,WORKERS,CONFIG_FILE,JWT_SECRET,ADMIN_KEY,BCRYPT_COST,LOG_LEVEL,LOG_FORMAT,LOG_FILE,CORS_ORIGINS,TRUST_PROXY_HOPS,LIMIT_MESSAGES_PER_SECOND,LIMIT_MESSAGES_BURST,LIMIT_CONNECTIONS_PER_USER,LIMIT_CONNECTIONS,LIMIT_AUTH_PER_MINUTE,LIMIT_SAME_TEXT_PER_MINUTE,BLOCKED_WORDS,WORD_LIST,FILES_URL,FILES_ACCESS_KEY,FILES_SECRET_KEY,FILES_REGION,FILES_DIRECT,SMTP_URL,MAIL_FROM,PUBLIC_URL,DIGEST_AFTER_HOURS,LINK_PREVIEWS,LIMIT_FILE_MIB,LIMIT_USER_FILES_MIB,LIMIT_ROOM_FILES_MIB,RETENTION_DAYS,RETENTION_DAYS_MAX,AUDIT_DAYS,NO_COLOR,DENO_DEPLOY,DENO_DEPLOYMENT_ID", \
  "src/main.ts"]
