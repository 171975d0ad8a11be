//! Interactions: what Discord's own app does when a person types a command, presses a button,
//! chooses from a menu or fills a form. It panics where the app would not let them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::FakeDiscord;
use super::callback::{AUTOCOMPLETE, COMMAND, COMPONENT, MODAL};
use super::commands;
use super::components::all_components;
use super::exchange::Exchange;
use super::limits::{list, number};
use super::objects::{self, Person, bits};
use super::payload::{find, interaction, slash_data};
use super::story::{Place, id_of};
use super::world::{Stored, World};

impl FakeDiscord {
    /// `/ask`, or `/mod channel` with the subcommand after a space. Waits for the first answer.
    pub async fn slash(&self, command: &str, options: Value) -> Exchange {
        self.slash_in(&self.here(), &Person::member(), command, options).await
    }

    pub async fn slash_in(
        &self,
        place: &Place,
        person: &Person,
        command: &str,
        options: Value,
    ) -> Exchange {
        let exchange = self.begin_slash(place, person, command, options);
        exchange.acknowledged().await;
        exchange
    }

    /// Sends the command and does not wait.
    pub fn begin_slash(
        &self,
        place: &Place,
        person: &Person,
        command: &str,
        options: Value,
    ) -> Exchange {
        let data = self.look(|world| {
            slash_data(world, command, |definition| commands::options(definition, &options))
        });
        self.interact(COMMAND, place, person, data, None)
    }

    /// What the bot offers while a member types `so_far` into an option.
    pub async fn autocomplete(&self, command: &str, option: &str, so_far: &str) -> Vec<Value> {
        self.autocomplete_in(&self.here(), &Person::member(), command, option, so_far, json!({}))
            .await
    }

    /// The same with options that are already filled.
    pub async fn autocomplete_in(
        &self,
        place: &Place,
        person: &Person,
        command: &str,
        option: &str,
        so_far: &str,
        filled: Value,
    ) -> Vec<Value> {
        let exchange = self.begin_autocomplete(place, person, command, option, so_far, filled);
        exchange.acknowledged().await;
        list(&exchange.callback()["data"], "choices").to_vec()
    }

    pub fn begin_autocomplete(
        &self,
        place: &Place,
        person: &Person,
        command: &str,
        option: &str,
        so_far: &str,
        filled: Value,
    ) -> Exchange {
        let data = self.look(|world| {
            slash_data(world, command, |definition| {
                let mut typed = filled.clone();
                // Required options need not be filled yet; the typed one may not fit its type.
                let mut loose = definition.clone();
                for one in loose["options"].as_array_mut().into_iter().flatten() {
                    one["required"] = json!(false);
                }
                let focused = list(definition, "options").iter().find(|it| it["name"] == option);
                let focused = focused.ok_or_else(|| format!("no option {option:?}"))?;
                if focused["autocomplete"] != json!(true) {
                    return Err(format!("option {option:?} has no autocomplete"));
                }
                if let Some(fields) = typed.as_object_mut() {
                    fields.remove(option);
                }
                let mut options = commands::options(&loose, &typed)?;
                options.push(json!({
                    "name": option, "type": focused["type"], "value": so_far, "focused": true,
                }));
                Ok(options)
            })
        });
        self.interact(AUTOCOMPLETE, place, person, data, None)
    }

    /// Right-click on a message (or, for a user command, on its author).
    pub async fn context_menu(&self, command: &str, message: &Value) -> Exchange {
        self.context_menu_by(&Person::member(), command, message).await
    }

    pub async fn context_menu_by(
        &self,
        person: &Person,
        command: &str,
        message: &Value,
    ) -> Exchange {
        let (data, place) = self.look(|world| {
            let known = find(world, command);
            // The message as it is now, whatever the test still holds.
            let now = world.stored(id_of(message)).expect("the message is still there");
            let (id, message) = (now.json["id"].clone(), now.json.clone());
            let author = message["author"].clone();
            let mut data = json!({
                "id": known.body["id"], "name": known.body["name"], "type": known.kind(),
            });
            match known.kind() {
                3 => {
                    data["target_id"] = id.clone();
                    data["resolved"] =
                        json!({ "messages": { id.as_str().unwrap_or(""): message } });
                }
                2 => {
                    let id = author["id"].clone();
                    data["target_id"] = id.clone();
                    data["resolved"] = json!({ "users": { id.as_str().unwrap_or(""): author } });
                }
                _ => panic!("{command:?} is a slash command"),
            }
            (data, place_of(now))
        });
        let exchange = self.interact(COMMAND, &place, person, data, None);
        exchange.acknowledged().await;
        exchange
    }

    /// Presses a button, named by its custom id or its label.
    pub async fn button(&self, name: &str, message: &Value) -> Exchange {
        self.button_by(&Person::member(), name, message).await
    }

    pub async fn button_by(&self, person: &Person, name: &str, message: &Value) -> Exchange {
        let exchange = self.begin_button(person, name, message);
        exchange.acknowledged().await;
        exchange
    }

    /// Presses and does not wait.
    pub fn begin_button(&self, person: &Person, name: &str, message: &Value) -> Exchange {
        let (data, place, message) = self.look(|world| {
            let stored = world.stored(id_of(message)).expect("the message is still there");
            let buttons = || {
                all_components(&stored.json).into_iter().filter(|part| {
                    part.get("type") == Some(&json!(2)) && part.contains_key("custom_id")
                })
            };
            let found = buttons()
                .find(|part| part["custom_id"] == name || part.get("label") == Some(&json!(name)));
            let Some(found) = found else {
                panic!("no button {name:?} among {:#?}", buttons().collect::<Vec<_>>())
            };
            assert!(found.get("disabled") != Some(&json!(true)), "button {name:?} is disabled");
            let data = json!({
                "component_type": 2, "custom_id": found["custom_id"], "id": found["id"],
            });
            (data, place_of(stored), stored.json.clone())
        });
        self.interact(COMPONENT, &place, person, data, Some(message))
    }

    /// A press with a custom id that no button of the message has now: one of an earlier version of the bot.
    pub fn press_id(&self, place: &Place, custom_id: &str, message: &Value) -> Exchange {
        let data = json!({ "component_type": 2, "custom_id": custom_id, "id": 2 });
        self.interact(COMPONENT, place, &Person::member(), data, Some(message.clone()))
    }

    /// Chooses from a menu, named by its custom id or its placeholder.
    pub async fn select(&self, name: &str, values: &[&str], message: &Value) -> Exchange {
        self.select_by(&Person::member(), name, values, message).await
    }

    pub async fn select_by(
        &self,
        person: &Person,
        name: &str,
        values: &[&str],
        message: &Value,
    ) -> Exchange {
        let (data, place, message) = self.look(|world| {
            let stored = world.stored(id_of(message)).expect("the message is still there");
            let found = all_components(&stored.json).into_iter().find(|part| {
                matches!(part.get("type").and_then(Value::as_u64), Some(3 | 5..=8))
                    && (part["custom_id"] == name || part.get("placeholder") == Some(&json!(name)))
            });
            let Some(found) = found else {
                panic!("no menu {name:?} in {:#}", stored.json["components"])
            };
            let menu = Value::Object(found.clone());
            let offered: Vec<&Value> =
                list(&menu, "options").iter().map(|it| &it["value"]).collect();
            if menu["type"] == 3 {
                for value in values {
                    assert!(offered.iter().any(|it| *it == value), "no {value:?} in {offered:?}");
                }
            }
            let most = number(&menu, "max_values").unwrap_or(1);
            assert!(values.len() as u64 <= most, "the menu takes at most {most}");
            let data = json!({
                "component_type": menu["type"], "custom_id": menu["custom_id"], "id": menu["id"],
                "values": values,
            });
            (data, place_of(stored), stored.json.clone())
        });
        let exchange = self.interact(COMPONENT, &place, person, data, Some(message));
        exchange.acknowledged().await;
        exchange
    }

    /// Fills and sends the modal that `exchange` was answered with: custom id to text.
    pub async fn submit_modal(&self, exchange: &Exchange, fields: Value) -> Exchange {
        let modal = exchange.callback();
        assert_eq!(modal["type"], 9, "the answer was not a modal: {modal:#}");
        let (known, asker) = self.look(|world| {
            let known = world.interactions[&exchange.id].clone();
            let asker = world.users[&known.asker].clone();
            (known, asker)
        });
        let filled = |input: &Value| {
            let id = input["custom_id"].as_str().unwrap_or_default();
            let given = fields.get(id).cloned();
            let mut out = json!({ "type": input["type"], "id": 2, "custom_id": id });
            if input["type"] == 4 {
                let initial = || input.get("value").cloned().unwrap_or(json!(""));
                out["value"] = given.unwrap_or_else(initial);
            } else {
                out["values"] = given.unwrap_or(json!([]));
            }
            out
        };
        let rows = list(&modal["data"], "components").iter().filter_map(|row| match &row["type"] {
            kind if kind == 1 => {
                let inner: Vec<Value> = list(row, "components").iter().map(filled).collect();
                Some(json!({ "type": 1, "id": 1, "components": inner }))
            }
            kind if kind == 18 => {
                Some(json!({ "type": 18, "id": 1, "component": filled(&row["component"]) }))
            }
            _ => None,
        });
        let data = json!({
            "custom_id": modal["data"]["custom_id"], "components": rows.collect::<Vec<_>>(),
        });
        let mut person = Person::named(asker["username"].as_str().unwrap_or_default());
        let permissions = known.payload["member"]["permissions"].as_str();
        person.moderator = permissions == Some(&bits::MODERATOR.to_string());
        let roles = list(&known.payload["member"], "roles").iter();
        person.roles = roles.filter_map(|role| role.as_str()?.parse().ok()).collect();
        let message = known.payload.get("message").cloned();
        let place = place_in(&known.payload, self.guild_id());
        let sent = self.interact(MODAL, &place, &person, data, message);
        sent.acknowledged().await;
        sent
    }

    fn here(&self) -> Place {
        Place::Channel(self.channel_id())
    }

    fn interact(
        &self,
        kind: u64,
        place: &Place,
        person: &Person,
        data: Value,
        message: Option<Value>,
    ) -> Exchange {
        let id = self.change(|world| {
            let interaction = interaction(world, kind, place, person, data, message);
            let (id, payload) = (interaction.id, interaction.payload.clone());
            let scope = interaction.scope;
            world.gateway_log.push(format!("! interaction {kind} {}", payload["data"]));
            world.interactions.insert(id, interaction);
            world.dispatch("INTERACTION_CREATE", &payload, scope);
            id
        });
        Exchange { inner: Arc::clone(&self.inner), id }
    }
}

fn place_of(stored: &Stored) -> Place {
    match (stored.guild, stored.channel_type) {
        (None, 1) => Place::Direct,
        _ => Place::Channel(
            stored.json["channel_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0),
        ),
    }
}

fn place_in(payload: &Value, guild: u64) -> Place {
    let channel = payload["channel_id"].as_str().and_then(|id| id.parse().ok()).unwrap_or(0);
    match payload["context"].as_u64() {
        Some(1) => Place::Direct,
        Some(2) => Place::Group,
        _ if objects::is_id(&payload["guild_id"], guild) => Place::Channel(channel),
        _ => Place::Elsewhere,
    }
}
