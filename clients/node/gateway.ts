// One question to the gateway over its Unix socket. Where that gets no clean answer, gavel-hook is
// asked instead: it can start a gateway, and knows what to say when none can be had. Throws when
// neither answers; callers block on that.
import { spawn } from "node:child_process";
import { lstatSync } from "node:fs";
import { connect } from "node:net";

// Written by `gavel install`; the agent's environment has no say in it.
export interface Place {
  agent: string;
  socket: string;
  owner: number; // the user id that the gateway runs as
  hook: string[]; // gavel-hook and its arguments
  deadlineMs: number;
}

export interface Verdict {
  decision: "allow" | "deny" | "ask" | "abstain";
  reason: string;
}

const longestReply = 1024 * 1024;

// An empty text is the abstention. Throws on everything that is no answer of the gateway's.
export function readVerdict(text: string): Verdict {
  if (text === "") return { decision: "abstain", reason: "" };
  const { decision, reason } = JSON.parse(text);
  if (decision === "allow") return { decision, reason: "" };
  if ((decision === "deny" || decision === "ask") && typeof reason === "string" && reason !== "") {
    return { decision, reason };
  }
  throw new Error("the gateway's reply was not understood");
}

// The body of a whole HTTP/1.1 reply with status 200 (RFC 9112; the gateway sends Content-Length).
export function readReply(bytes: Buffer): string {
  const end = bytes.indexOf("\r\n\r\n");
  const head = end < 0 ? "" : bytes.subarray(0, end).toString("latin1");
  const length = /^content-length:\s*(\d{1,9})\s*$/im.exec(head);
  const body = bytes.subarray(end + 4);
  if (!head.startsWith("HTTP/1.1 200 ") || length === null || body.length !== Number(length[1])) {
    throw new Error("the gateway's reply was cut or not understood");
  }
  return body.toString("utf8");
}

function overSocket(place: Place, body: string): Promise<string> {
  const file = lstatSync(place.socket);
  if (!file.isSocket() || (file.uid !== place.owner && file.uid !== 0)) {
    throw new Error("the gateway's socket belongs to another user");
  }
  const head = `POST /v1/hooks/${place.agent} HTTP/1.1\r\nHost: gavel\r\n`
    + `Content-Type: application/json\r\nConnection: close\r\n`
    + `Gavel-Deadline-Ms: ${place.deadlineMs}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return new Promise((resolve, reject) => {
    const peer = connect(place.socket);
    const chunks: Buffer[] = [];
    let size = 0;
    const fail = (why: string) => {
      peer.destroy();
      reject(new Error(why));
    };
    const timer = setTimeout(() => fail("the gateway did not answer in time"), place.deadlineMs);
    peer.on("connect", () => peer.write(head + body));
    peer.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestReply) fail("the gateway's reply is too long");
    });
    peer.on("error", (error: Error) => fail(error.message));
    peer.on("close", () => {
      clearTimeout(timer);
      try {
        resolve(readReply(Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function overHook(place: Place, body: string, late: boolean): Promise<string> {
  const [program = "", ...words] = place.hook;
  if (late) words.push("--no-start", "--deadline-ms", "500");
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["pipe", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => child.kill("SIGKILL"), place.deadlineMs + 2000);
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on("error", () => {}); // it answers without having read all
    child.on("error", reject);
    child.on("close", (code: number | null) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8").trim());
      else reject(new Error(`gavel-hook ended with ${code}`));
    });
    child.stdin.end(body);
  });
}

export async function ask(place: Place, call: object): Promise<Verdict> {
  const body = JSON.stringify(call);
  const begun = Date.now();
  try {
    return readVerdict((await overSocket(place, body)).trim());
  } catch {
    return readVerdict(await overHook(place, body, Date.now() - begun > place.deadlineMs / 2));
  }
}
