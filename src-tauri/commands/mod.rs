//! The page's commands. Each converts in, calls one method of the workbench, converts out.

pub mod app;
pub mod drafts;
pub mod files;
pub mod importing;
pub mod logins;
pub mod mending;
pub mod recipes;
pub mod registering;
pub mod requests;
pub mod responses;
pub mod review;
pub mod servers;
pub mod tokens;
pub mod transcripts;
pub mod vault;

use tauri::{Runtime, State};
use tauri_specta::{Commands, collect_commands};
use tokenry_api::error::CommandError;

use crate::app_state::Desk;

type Answer<T> = Result<T, CommandError>;
type OnDesk<'a> = State<'a, Desk>;

/// All commands, for the invoke handler and for the bindings.
pub fn all<R: Runtime>() -> Commands<R> {
    collect_commands![
        app::app_state,
        app::save_settings,
        app::remember,
        app::zoom,
        app::copy_text,
        vault::vault_create,
        vault::vault_unlock,
        vault::vault_lock,
        vault::vault_set_passphrase,
        vault::vault_remove_passphrase,
        vault::vault_lock_idle,
        vault::vault_set_keyring,
        vault::vault_remove_keyring,
        vault::vault_outlook,
        vault::vault_start_over,
        servers::discover_server,
        importing::read_import,
        importing::reread_import,
        importing::store_import,
        importing::drop_import,
        servers::list_servers,
        servers::add_server,
        app::cancel_work,
        servers::edit_server,
        servers::server_move,
        servers::move_server,
        servers::server_removal,
        servers::remove_server,
        servers::add_client,
        servers::edit_client,
        servers::client_removal,
        servers::remove_client,
        servers::reveal_extra,
        servers::address_to_check,
        recipes::list_recipes,
        recipes::with_recipe,
        registering::client_guide,
        registering::open_client_page,
        registering::redirect_guide,
        registering::register_client,
        registering::registration,
        registering::read_registration,
        registering::registration_change,
        registering::update_registration,
        registering::delete_registration,
        logins::start_login,
        logins::repeat_login,
        mending::other_methods,
        mending::choose_method,
        mending::choose_redirect,
        mending::explain_refusal,
        mending::look_at_login_page,
        logins::list_logins,
        logins::take_stray_link,
        logins::paste_into_login,
        logins::open_login_browser,
        logins::copy_login_address,
        logins::cancel_login,
        logins::obtain_token,
        logins::start_device_login,
        tokens::list_tokens,
        tokens::token_detail,
        tokens::rename_token,
        tokens::copy_token,
        tokens::copy_member,
        tokens::reveal_token,
        tokens::refresh_token,
        tokens::token_removal,
        tokens::revoke_token,
        tokens::verify_token,
        tokens::introspect_token,
        tokens::check_token,
        tokens::place_token,
        tokens::log_out,
        transcripts::copy_transcript,
        transcripts::save_transcript,
        tokens::forget_token,
        tokens::paste_token,
        tokens::edit_token,
        requests::workspace,
        requests::open_request,
        requests::save_request,
        requests::remove_request,
        requests::restore_request,
        drafts::keep_draft,
        drafts::drafts,
        drafts::open_draft,
        drafts::drop_draft,
        requests::add_collection,
        requests::rename_collection,
        requests::remove_collection,
        requests::collection_variables,
        requests::set_collection_variables,
        requests::preview_request,
        requests::send_request,
        requests::cancel_send,
        requests::copy_as_curl,
        requests::pasted_request,
        files::choose_file,
        files::look_at_file,
        review::review,
        review::confirm_changed,
        review::put_back,
        review::remove_unreadable,
        review::unreadable,
        responses::history,
        responses::open_exchange,
        responses::clear_history,
        responses::forget_exchange,
        responses::body_lines,
        responses::search_body,
        responses::copy_body,
        responses::copy_lines,
        responses::save_body,
    ]
}
