import { type JsonObject, own, type Question, type ToolResultView, type ToolView } from "@vibedeck/core";
import {
  filledField,
  flagField,
  listField,
  objectField,
  objectsField,
  safeText,
  textField,
} from "../../entry/index.ts";
import { type Answer, textAnswer } from "./answer.ts";

/** Asks the person. */
export function questionsCall(input: JsonObject): ToolView | undefined {
  const questions = objectsField(input, "questions").flatMap(question);
  return questions.length === 0 ? undefined : { kind: "questions", questions };
}

function question(item: JsonObject): readonly Question[] {
  const text = filledField(item, "question");
  if (text === undefined) return [];
  const header = filledField(item, "header");
  const options = objectsField(item, "options").flatMap((option) => {
    const label = filledField(option, "label");
    const description = filledField(option, "description");
    return label === undefined ? [] : { label, ...(description === undefined ? {} : { description }) };
  });
  return [
    {
      question: text,
      ...(header === undefined ? {} : { header }),
      options,
      multiple: flagField(item, "multiSelect"),
    },
  ];
}

/** `{ questions, answers: { question: answer }, annotations? }`; nobody answered when there are no answers. */
export function answersResult(detail: JsonObject, answer: Answer): ToolResultView | undefined {
  const answers = objectField(detail, "answers");
  if (answers === undefined || !Array.isArray(own(detail, "questions"))) return undefined;
  const notes = objectField(detail, "annotations");
  const given = Object.keys(answers).map((asked) => ({
    question: safeText(asked),
    answer: [answerText(answers, asked), filledField(objectField(notes, asked), "notes")]
      .filter((part) => part !== undefined)
      .join(" — "),
  }));
  return given.length === 0 ? textAnswer(answer) : { kind: "answers", answers: given };
}

function answerText(answers: JsonObject, asked: string): string {
  const several = listField(answers, asked).flatMap((item) =>
    typeof item === "string" ? safeText(item) : [],
  );
  return several.length > 0 ? several.join(", ") : (textField(answers, asked) ?? "");
}
