// OpenCode's tool calls, judged by the gateway before they run. OpenCode stops a call whose hook throws.
import { ask, type Place } from "../node/gateway.ts";

interface Input {
  tool: string;
  sessionID: string;
  callID: string;
}

interface Message {
  parts: { type: string; text?: string; synthetic?: boolean }[];
}

export function gavel(directory: string, place: Place) {
  return {
    "tool.execute.before": async (input: Input, output: { args: unknown }): Promise<void> => {
      const { decision, reason } = await ask(place, {
        hook_event_name: "tool_call",
        session_id: input.sessionID,
        cwd: directory,
        tool_name: input.tool,
        tool_use_id: input.callID,
        tool_input: output.args,
      });
      if (decision !== "allow" && decision !== "abstain") throw new Error(reason);
    },
    // The user's own words are remembered as what the calls are for; a failure stops nothing.
    "chat.message": async (input: { sessionID: string }, output: Message): Promise<void> => {
      const own = output.parts.filter((part) => part.type === "text" && !part.synthetic);
      await ask({ ...place, hook: [...place.hook, "--prompt"] }, {
        hook_event_name: "prompt",
        session_id: input.sessionID,
        cwd: directory,
        prompt: own.map((part) => part.text ?? "").join("\n"),
      }).catch(() => {});
    },
  };
}
