import type { JsonObject, ToolView } from "@vibedeck/core";
import { agentCall, workflowCall } from "./agent.ts";
import type { InputReader } from "./answer.ts";
import { editCall, multiEditCall, notebookCall, writeCall } from "./edit.ts";
import { genericView } from "./generic.ts";
import { mcpView } from "./mcp.ts";
import { enterPlanCall, exitPlanCall } from "./plan.ts";
import { questionsCall } from "./questions.ts";
import { readCall } from "./read.ts";
import { globCall, grepCall, listCall } from "./search.ts";
import { monitorCall, shellCall } from "./shell.ts";
import { skillCall, slashCommandCall } from "./skill.ts";
import {
  backgroundOutputCall,
  backgroundStopCall,
  taskCreateCall,
  taskGetCall,
  taskListCall,
  taskUpdateCall,
} from "./tasks.ts";
import { todosCall } from "./todos.ts";
import { fetchCall, searchCall } from "./web.ts";

const READERS: ReadonlyMap<string, InputReader<ToolView>> = new Map<string, InputReader<ToolView>>([
  ["Bash", shellCall],
  ["PowerShell", shellCall],
  ["Monitor", monitorCall],
  ["Edit", editCall],
  ["MultiEdit", multiEditCall],
  ["Write", writeCall],
  ["NotebookEdit", notebookCall],
  ["Read", readCall],
  ["NotebookRead", readCall],
  ["Grep", grepCall],
  ["Glob", globCall],
  ["LS", listCall],
  ["TodoWrite", todosCall],
  ["TaskCreate", taskCreateCall],
  ["TaskUpdate", taskUpdateCall],
  ["TaskGet", taskGetCall],
  ["TaskList", taskListCall],
  ["TaskOutput", backgroundOutputCall],
  ["AgentOutputTool", backgroundOutputCall],
  ["BashOutput", backgroundOutputCall],
  ["TaskStop", backgroundStopCall],
  ["KillShell", backgroundStopCall],
  ["KillBash", backgroundStopCall],
  ["Task", agentCall],
  ["Agent", agentCall],
  ["Workflow", workflowCall],
  ["WebFetch", fetchCall],
  ["WebSearch", searchCall],
  ["AskUserQuestion", questionsCall],
  ["ExitPlanMode", exitPlanCall],
  ["EnterPlanMode", enterPlanCall],
  ["Skill", skillCall],
  ["SlashCommand", slashCommandCall],
]);

/** A call in a form made for reading. A tool that is not known, or that was called strangely, gets the generic form. */
export function toolView(name: string, input: JsonObject): ToolView {
  return READERS.get(name)?.(input) ?? mcpView(name, input) ?? genericView(input);
}
