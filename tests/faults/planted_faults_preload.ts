/** Loaded before the program: plants faults that nothing catches, SIGUSR1 a throw of a timer, SIGUSR2 a rejection. */
Deno.addSignalListener("SIGUSR1", () => {
  setTimeout(() => {
    throw new TypeError("a planted throw");
  });
});
Deno.addSignalListener("SIGUSR2", () => void Promise.reject(new TypeError("a planted rejection")));
