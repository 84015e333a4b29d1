import { randomUUID } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExecOptions, type ExecResult, exec, must, type RunningExec, startExec } from "./ask.ts";
import { debianToolsImage } from "./debian-tools-image.ts";
import { type EngineAddress, engineNote, noEngine } from "./engine.ts";
import { createSandbox, removeSandbox, startSandbox, type TestSandbox } from "./sandbox.ts";
import { sharedEngine, sharedTinyImage } from "./shared-engine.ts";

const LIMIT_MS = 60_000;
const NUL = "\0";

const images = [
  { tools: "busybox", image: (): Promise<string> => sharedTinyImage() },
  { tools: "Debian's tools", image: async () => debianToolsImage(await sharedEngine()) },
];

describe.skipIf(noEngine !== undefined).each(images)(
  `the programs of a sandbox with $tools${engineNote}`,
  { timeout: LIMIT_MS },
  ({ image }) => {
    let engine: EngineAddress;
    let sandbox: TestSandbox;

    beforeAll(async () => {
      engine = await sharedEngine();
      sandbox = await createSandbox(engine, await image());
    }, LIMIT_MS);
    afterAll(() => removeSandbox(engine, sandbox));

    const program = (name: string, ...args: readonly string[]): Promise<ExecResult> =>
      exec(engine, sandbox.id, [`/opt/vibedeck/${name}`, ...args]);
    const shell = (script: string): Promise<ExecResult> => exec(engine, sandbox.id, ["sh", "-c", script]);
    const wrapped = (job: string, argv: readonly string[]): readonly string[] => [
      ...["setsid", "-w", "/opt/vibedeck/run", job],
      ...argv,
    ];
    const run = (job: string, argv: readonly string[], options?: ExecOptions & { input?: string }) =>
      exec(engine, sandbox.id, wrapped(job, argv), options);
    /** A job that has said "ready". */
    async function begin(job: string, script: string): Promise<RunningExec> {
      const running = await startExec(engine, sandbox.id, wrapped(job, ["sh", "-c", script]));
      await running.says("ready");
      return running;
    }
    /** What `jobs` says of one. */
    async function noted(job: string): Promise<string | undefined> {
      const { stdout } = await program("jobs");
      return stdout.split("\n").find((line) => line.startsWith(`${job} `));
    }
    /** How many processes bear the mark of a job. */
    async function marked(job: string): Promise<string> {
      return (
        await shell(`grep -lzx VIBEDECK_JOB=${job} /proc/[0-9]*/environ 2>/dev/null | wc -l`)
      ).stdout.trim();
    }

    it("notes a job before its command starts, and how it ended", async () => {
      const job = randomUUID();
      const running = await begin(job, `cat /run/vibedeck/${job}.pid; echo ready; read -r line; exit 7`);
      const [pid, since] = running.stdout().split(/\s/);
      expect(await noted(job)).toBe(`${job} ${pid} ${since} running -`);
      running.stdin.end("go\n");
      expect((await running.ended).code).toBe(7);
      expect(await noted(job)).toBe(`${job} - - ended 7`);
      expect((await shell(`cat /run/vibedeck/${job}.exit; ls /run/vibedeck/${job}.pid`)).stdout).toBe("7\n");
    });

    it.each([
      [0, ["true"]],
      [1, ["false"]],
      [126, ["/root"]],
      [127, ["/nowhere/at/all"]],
      [130, ["sh", "-c", "kill -INT $$"]],
      [137, ["sh", "-c", "kill -KILL $$"]],
      [143, ["sh", "-c", "kill -TERM $$"]],
      [255, ["sh", "-c", "exit 255"]],
    ])("passes on the exit code %i (184)", async (code, argv) => {
      const job = randomUUID();
      expect((await run(job, argv)).code).toBe(code);
      expect(await noted(job)).toBe(`${job} - - ended ${code}`);
    });

    it("takes no command for one of the shell's own", async () => {
      expect((await run(randomUUID(), ["exit", "0"])).code).toBe(127);
      expect((await run(randomUUID(), ["A=1", "true"])).code).toBe(127);
    });

    it("leaves the whole input to the command, and its arguments as they are", async () => {
      const input = "0123456789\n".repeat(30_000);
      expect((await run(randomUUID(), ["wc", "-c"], { input })).stdout.trim()).toBe(String(input.length));
      const argv = ["printf", "<%s>", "a b", "", "$(id)", "*", "-n", "two\nlines"];
      expect((await run(randomUUID(), argv)).stdout).toBe("<a b><><$(id)><*><-n><two\nlines>");
    });

    it("passes a flood of output through (182)", async () => {
      const { code, stdout } = await run(randomUUID(), ["sh", "-c", "yes | head -c 4000000"]);
      expect({ code, length: stdout.length }).toEqual({ code: 0, length: 4_000_000 });
    });

    it("runs the command in a folder and an environment of the caller's, and adds only the mark", async () => {
      const job = randomUUID();
      const env = ["HOME=/root", "PATH=/usr/bin", "ONE=two words"];
      const { stdout } = await run(job, ["sh", "-c", "pwd; tr '\\0' '\\n' </proc/self/environ"], {
        cwd: "/root",
        env,
      });
      expect(stdout).toContain("/root\n");
      expect(stdout).toContain("ONE=two words\n");
      expect(stdout).toContain(`VIBEDECK_JOB=${job}\n`);
      expect(stdout).not.toMatch(/^(leader|state|place|facts)=/m);
    });

    it("lets a command that is interrupted end as it wants to (181)", async () => {
      const job = randomUUID();
      const running = await begin(
        job,
        'trap "echo heard; exit 3" INT; echo ready; while :; do sleep 0.05; done',
      );
      expect((await program("signal", job, "INT")).code).toBe(0);
      expect(await running.ended).toMatchObject({ code: 3, stdout: "ready\nheard\n" });
      expect((await program("signal", job, "INT")).code).toBe(3);
    });

    it("ends what does not listen to SIGINT and SIGTERM by SIGKILL (181)", async () => {
      const job = randomUUID();
      const running = await begin(job, 'trap "" INT TERM; echo ready; while :; do sleep 0.05; done');
      for (const name of ["INT", "INT", "TERM"]) expect((await program("signal", job, name)).code).toBe(0);
      expect(await noted(job)).toMatch(/ running -$/);
      expect((await program("signal", job, "KILL")).code).toBe(0);
      expect((await running.ended).code).toBe(137);
      expect(await noted(job)).toBe(`${job} - - ended 137`);
      expect((await program("signal", job, "KILL")).code).toBe(3);
    });

    it("reaches descendants that began a session of their own (181)", async () => {
      const job = randomUUID();
      const running = await begin(
        job,
        "setsid sh -c 'trap \"\" INT TERM; echo ready; while :; do sleep 0.05; done' & wait",
      );
      expect(Number(await marked(job))).toBeGreaterThan(1);
      expect((await program("signal", job, "KILL")).code).toBe(0);
      await running.ended;
      expect(await marked(job)).toBe("0");
    });

    it("ends what a command leaves behind, also what refuses to end (181)", async () => {
      const job = randomUUID();
      const script = `
        setsid sleep 1000 &
        setsid sh -c 'trap "" TERM; while :; do sleep 0.05; done' &
        env -i sleep 1234 &
        echo ready; read -r line; exit 4`;
      const running = await begin(job, script);
      running.stdin.end("go\n");
      expect((await running.ended).code).toBe(4);
      expect(await marked(job)).toBe("0");
      // It had no mark, but was of the session.
      const unmarked = "tr '\\0' ' ' </proc/$one/cmdline 2>/dev/null | grep -x 'sleep 1234 '";
      expect((await shell(`cd /proc; for one in [0-9]*; do ${unmarked}; done`)).stdout).toBe("");
    });

    it("signals nobody else's processes", async () => {
      const job = `job-${randomUUID()}`;
      const [one, other] = await Promise.all(
        [job, `${job}-b`].map((name) => begin(name, "echo ready; read -r line")),
      );
      expect((await program("signal", job, "TERM")).code).toBe(0);
      expect((await one?.ended)?.code).toBe(143);
      expect(await noted(`${job}-b`)).toMatch(/ running -$/);
      other?.stdin.end("go\n");
      expect((await other?.ended)?.code).toBe(0);
    });

    it("takes no other process of the same number for a job (207)", async () => {
      const job = randomUUID();
      await shell(`echo "1 12345678" >/run/vibedeck/${job}.pid`);
      expect(await noted(job)).toBe(`${job} 1 12345678 ended -`);
      expect((await program("signal", job, "KILL")).code).toBe(3);
      expect((await shell("true")).code).toBe(0);
    });

    it("leaves out notes that are none (207)", async () => {
      await shell(`cd /run/vibedeck; mkfifo fifo-fifo.pid fifo-fifo.exit; mkdir folder-of.pid; ln -s /etc link-link.exit
        echo 'x y' >broken-1.pid; echo >broken-2.pid; echo '9; reboot' >broken-3.exit; echo 1 >UPPER-case.exit`);
      const { code, stdout } = await program("jobs");
      expect(code).toBe(0);
      expect(stdout).not.toMatch(/fifo|folder|link|broken|UPPER/);
      expect(stdout).toMatch(/^([a-z0-9-]{8,64} (\d+ \d+ running -|\d+ \d+ ended -|- - ended \d+)\n)*$/);
    });

    it("refuses names that are none, names that are taken, and to be no leader (181)", async () => {
      for (const name of ["short", "x".repeat(65), "UPPER-case", "../../escape", "with space"])
        expect((await run(name, ["true"])).code).toBe(125);
      const job = randomUUID();
      expect((await run(job, ["true"])).code).toBe(0);
      expect(await run(job, ["true"])).toMatchObject({ code: 125, stdout: "" });
      const inside = await shell(`/opt/vibedeck/run ${randomUUID()} true; echo $?`);
      expect(inside.stdout).toBe("125\n");
      expect((await program("signal", "../etc", "INT")).code).toBe(2);
      expect((await program("signal", job, "STOP")).code).toBe(2);
    });

    it("keeps the newest exit codes only (205)", async () => {
      await shell(
        "cd /run/vibedeck; i=0; while [ $i -lt 450 ]; do echo 0 >filler-$i.exit; i=$((i + 1)); done",
      );
      const job = randomUUID();
      await run(job, ["true"]);
      const { stdout } = await shell("ls /run/vibedeck | grep -c exit; rm -f /run/vibedeck/filler-*");
      expect(Number(stdout)).toBeLessThan(400);
      expect(await noted(job)).toBe(`${job} - - ended 0`);
    });

    it("keeps 30 jobs at once apart (206)", async () => {
      const codes = Array.from({ length: 30 }, (_, index) => index);
      const ended = await Promise.all(
        codes.map((code) => run(randomUUID(), ["sh", "-c", `echo ${code}; exit ${code}`])),
      );
      expect(ended.map(({ code }) => code)).toEqual(codes);
      expect(ended.map(({ stdout }) => stdout)).toEqual(codes.map((code) => `${code}\n`));
    });

    it("finds and makes folders in the home only (186)", async () => {
      mkdirSync(join(sandbox.home, "a b"));
      writeFileSync(join(sandbox.home, "file"), "");
      symlinkSync("/etc", join(sandbox.home, "out"));
      symlinkSync("/root/a b", join(sandbox.home, "in"));
      symlinkSync("/root/nowhere", join(sandbox.home, "dangling"));
      const script =
        'how=$1; shift; for path; do /opt/vibedeck/folder "$path" "$how"; printf "%s\\0" "$?"; done';
      /** Per path what was printed, if anything, and the exit code. */
      const folder = async (how: string, ...paths: readonly string[]): Promise<readonly string[]> => {
        const { stdout } = await exec(engine, sandbox.id, ["sh", "-c", script, "sh", how, ...paths]);
        return stdout.split(NUL).slice(0, -1);
      };
      const places = ["/root", "/root/a b", "/root/in", "/root/new", "/root/file"];
      expect(await folder("check", ...places)).toEqual([
        "/root",
        "0",
        "/root/a b",
        "0",
        "/root/a b",
        "0",
        "4",
        "5",
      ]);
      const outside = ["/", "/etc", "root", "/rooted", "/root/../etc", "/root/./x", "/proc/self/cwd", ""];
      expect(await folder("check", ...outside)).toEqual(outside.map(() => "6"));
      expect(await folder("make", ...outside)).toEqual(outside.map(() => "6"));
      const links = ["/root/out", "/root/out/deeper/still", "/root/dangling", "/root/dangling/x"];
      expect(await folder("make", ...links)).toEqual(links.map(() => "6"));
      expect(await folder("make", "/root/in/new\n", "/root/file/deeper")).toEqual([
        "/root/a b/new\n",
        "0",
        "5",
      ]);
      expect(await folder("check", "/root/in/new\n", "/root/out")).toEqual(["/root/a b/new\n", "0", "6"]);
    });

    it("lists the names of a folder as they are, and never more than a thousand (92)", async () => {
      const names = [
        "-rf",
        "two\nlines",
        "$(id)",
        " ",
        ".hidden",
        "..twice",
        "*",
        "ünï",
        "\x1b[31m",
        "\\n",
        "%s",
      ];
      mkdirSync(join(sandbox.home, "names"));
      for (const name of names) mkdirSync(join(sandbox.home, "names", name));
      await shell("cd /root/names; mkfifo fifo; ln -s /etc link; ln -s nowhere broken; echo x >file");
      const { code, stdout } = await program("list", "/root/names");
      expect(code).toBe(0);
      const expected = [...names.map((name) => `d${name}`), "ffifo", "dlink", "fbroken", "ffile"];
      expect(stdout.split(NUL).slice(0, -1).sort()).toEqual(expected.sort());

      await shell("mkdir /root/many; cd /root/many; seq 2500 | xargs touch");
      expect((await program("list", "/root/many")).stdout.split(NUL)).toHaveLength(1_001);
      expect((await program("list", "/root")).stdout.split(NUL)).toContain("dmany");
      mkdirSync(join(sandbox.home, "empty"));
      expect(await program("list", "/root/empty")).toMatchObject({ code: 0, stdout: "" });
      expect((await program("list", "/etc")).code).toBe(6);
      expect((await program("list", "/root/nowhere")).code).toBe(4);
    });

    it("stays when its sleep is killed, and stops within a second", async () => {
      const own = await startSandbox(engine, await image());
      await exec(engine, own.id, ["killall", "-9", "sleep"]);
      expect((await exec(engine, own.id, ["stat", "-c", "%a", "/run/vibedeck"])).stdout).toBe("700\n");
      const started = performance.now();
      await must(engine, "POST", `/containers/${own.id}/stop?t=10`);
      expect(performance.now() - started).toBeLessThan(1_500);
      const { json } = await must(engine, "GET", `/containers/${own.id}/json`);
      expect(json.State).toMatchObject({ Running: false, ExitCode: 0 });
    });

    it("starts what its arguments say, and cannot be written to", async () => {
      const own = await startSandbox(engine, await image(), {
        cmd: ["sh", "-c", "echo hi >/tmp/hi; exec sleep 1000"],
      });
      const { stdout } = await exec(engine, own.id, [
        "sh",
        "-c",
        "until cat /tmp/hi 2>/dev/null; do sleep 0.05; done",
      ]);
      expect(stdout).toBe("hi\n");
      for (const path of ["/opt/vibedeck/run", "/usr/local/bin/claude"])
        expect((await exec(engine, own.id, ["sh", "-c", `echo >>${path}`])).code).not.toBe(0);
    });
  },
);
